// A thread that sends malformed datagrams in bursts; behind each burst a good question tells that the server keeps up.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Endpoint, encodeQuestion } from '../support/dns-client.ts'
import { diceFor } from './cases.ts'
import { malformedRequest } from './requests.ts'

/** What fits into the receive buffer that an ordinary user may have. */
const BURST = 64
const USUAL_OCTETS = 600
/** The server reads 2 048; what is longer is cut by the kernel. */
const LONG_OCTETS = 2100
const LONGEST_OCTETS = 65_507
const TIMEOUT_MS = 3000

interface Task {
  readonly endpoint: Endpoint
  readonly question: string
  readonly seed: number
  readonly datagrams: number
}

export interface Stormed {
  readonly sent: number
  readonly asked: number
  readonly retried: number
  readonly lost: number
}

export async function stormWithDatagrams(task: Task): Promise<Stormed> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  const [stormed] = (await once(worker, 'message')) as [Stormed]
  await worker.terminate()
  return stormed
}

async function storm({ endpoint, question, seed, datagrams }: Task): Promise<Stormed> {
  const [flood, good] = await Promise.all([connected(endpoint), connected(endpoint)])
  const counts = { sent: 0, asked: 0, retried: 0, lost: 0 }
  while (counts.sent < datagrams) {
    for (let left = Math.min(BURST, datagrams - counts.sent); left > 0; left--)
      flood.send(damagedDatagram(seed, counts.sent++))
    counts.asked++
    if (await isAnswered(good, question)) continue
    if (await isAnswered(good, question)) counts.retried++
    else counts.lost++
  }
  flood.close()
  good.close()
  return counts
}

function damagedDatagram(seed: number, number: number): Buffer {
  const dice = diceFor(seed, number)
  if (dice.oneIn(5000)) return malformedRequest(dice, LONGEST_OCTETS)
  return malformedRequest(dice, dice.oneIn(20) ? LONG_OCTETS : USUAL_OCTETS)
}

async function connected({ address, port }: Endpoint): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.connect(port, address)
  await once(socket, 'connect')
  return socket
}

async function isAnswered(socket: Socket, question: string): Promise<boolean> {
  const query = encodeQuestion(question)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  socket.send(query)
  try {
    for (;;) {
      const [reply] = (await once(socket, 'message', { signal })) as [Buffer]
      if (reply.readUInt16BE(0) === query.readUInt16BE(0)) return reply.readUInt16BE(6) === 1
    }
  } catch {
    return false
  }
}

if (!isMainThread) parentPort?.postMessage(await storm(workerData as Task))
