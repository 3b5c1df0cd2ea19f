// Asks at a fixed rate, in a process of its own that spins on its core: `latency-prober.ts JSON`, one line of JSON comes back.
import { readFileSync } from 'node:fs'
import { Histogram } from './histogram.ts'
import type { Latency, ProberJob } from './latency.ts'
import { requestFor } from './requests.ts'
import { UdpClient } from './udp-client.ts'

/** Questions under way are told apart by their id. */
const IDS = 0x1_0000
const LINGER_MS = 200
const WARMING_SECONDS = 0.2

const job = JSON.parse(process.argv[2] ?? '{}') as ProberJob
const lines = readFileSync(job.questions, 'utf8').split('\n', 10_000)
const requests = lines.filter((line) => line !== '').map((line) => requestFor(line))
const sentMs = new Float64Array(IDS)
let client = new UdpClient(job.at, LINGER_MS)
// The first part of a second is for the compilers, on both sides.
const warmed = ask(WARMING_SECONDS)
client.close()
// Late answers to the warming questions must not be taken for others.
client = new UdpClient(job.at, LINGER_MS)
const latency = ask(job.seconds)
client.close()
process.stdout.write(`${JSON.stringify({ ...latency, warmed: warmed.answered })}\n`)

function ask(seconds: number): Latency {
  const histogram = new Histogram()
  const count = Math.round(job.rate * seconds)
  const startMs = performance.now()
  for (let sent = 0; sent < count; sent++) {
    const dueMs = startMs + (sent * 1000) / job.rate
    do receiveAll(histogram)
    while (performance.now() < dueMs)
    send(sent)
  }
  const endMs = performance.now() + LINGER_MS
  while (histogram.total < count && performance.now() < endMs) receiveAll(histogram)
  const [p50Us, p99Us, p999Us, maxUs] = [0.5, 0.99, 0.999, 1].map((share) => histogram.percentile(share)) as [
    number,
    number,
    number,
    number,
  ]
  return { asked: count, answered: histogram.total, p50Us, p99Us, p999Us, maxUs }
}

function send(number: number): void {
  const id = number % IDS
  const request = requests[number % requests.length] as Buffer
  for (let i = 0; i < request.length; i++) client.request[i] = request[i] as number
  client.request[0] = id >> 8
  client.request[1] = id & 0xff
  sentMs[id] = performance.now()
  client.send(request.length)
}

function receiveAll(histogram: Histogram): void {
  while (client.receive(false) > 0) {
    const id = ((client.reply[0] as number) << 8) | (client.reply[1] as number)
    histogram.add((performance.now() - (sentMs[id] as number)) * 1000)
  }
}
