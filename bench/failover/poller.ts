// Worker thread: asks for every watched pool again and again, and tells when its answer has changed to the standby's.
//
// A question is asked every millisecond; from the second second on, every two-thousandth of the time that has passed, so
// that a server that needs minutes is not kept busy by its own measurement.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Endpoint } from '../../test/support/dns-client.ts'
import { requestFor } from '../requests.ts'
import { UdpClient } from '../udp-client.ts'

export interface PollerJob {
  readonly port: MessagePort
  readonly servers: readonly Endpoint[]
  /** The address that ends a watch, as a number. */
  readonly standby: number
}

/** Asks from now on, until the standby is answered; `watch` is 1 to 65535 and below 0 to give one up. */
export interface Watch {
  readonly watch: number
  readonly server: number
  readonly name: string
}

export interface Seen {
  readonly watch: number
  /** Of the monotonic clock. */
  readonly seenNs: bigint
}

interface Asked {
  readonly client: UdpClient
  readonly request: Buffer
  readonly sinceNs: bigint
  nextNs: bigint
}

const ASK_EVERY_NS = 900_000n
const SHARE_OF_AGE = 2000n
const REST_MS = 0.3
const MIN_ANSWER_OCTETS = 12 + 16

const { port, servers, standby } = workerData as PollerJob
const clients = servers.map((server) => new UdpClient(server, 1000))
const asked = new Map<number, Asked>()
const rest = new Int32Array(new SharedArrayBuffer(4))
for (;;) {
  for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port))
    take(got.message)
  const nowNs = process.hrtime.bigint()
  for (const one of asked.values()) if (one.nextNs <= nowNs) send(one, nowNs)
  Atomics.wait(rest, 0, 0, asked.size === 0 ? 10 * REST_MS : REST_MS)
  for (const client of clients) receive(client)
}

function take({ watch, server, name }: Watch): void {
  if (watch < 0) asked.delete(-watch)
  else {
    const request = requestFor(`${name} A`)
    request.writeUInt16BE(watch, 0)
    const sinceNs = process.hrtime.bigint()
    asked.set(watch, { client: clients[server] as UdpClient, request, sinceNs, nextNs: sinceNs })
  }
}

function send(one: Asked, nowNs: bigint): void {
  const laterNs = (nowNs - one.sinceNs) / SHARE_OF_AGE
  one.nextNs = nowNs + (laterNs > ASK_EVERY_NS ? laterNs : ASK_EVERY_NS)
  one.request.copy(one.client.request)
  one.client.send(one.request.length)
}

function receive(client: UdpClient): void {
  for (let length = client.receive(false); length > 0; length = client.receive(false)) {
    const { reply } = client
    const watch = reply.readUInt16BE(0)
    if (length < MIN_ANSWER_OCTETS || reply.readUInt16BE(6) !== 1) continue
    if (reply.readUInt32BE(length - 4) !== standby || !asked.delete(watch)) continue
    port.postMessage({ watch, seenNs: process.hrtime.bigint() } satisfies Seen)
  }
}
