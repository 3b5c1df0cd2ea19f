// Sends thousands of requests to one server, many in flight, and gives back what came for each: UDP by id, TCP in frames.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Endpoint } from '../dns-client.ts'

/** Octets of each request with any id; undefined in the result: nothing came. */
export type Replies = (Buffer | undefined)[]

const UDP_IN_FLIGHT = 48
const UDP_PATIENCE_MS = 250
const TCP_CONNECTIONS = 8
const TCP_PER_CONNECTION = 100
const TCP_PATIENCE_MS = 2500
/** Whoever was silent is asked again with more patience, in case the machine was only busy. */
const SECOND_PATIENCE_MS = 1000
/** NSD tells 100 senders of malformed messages per second so, and drops the others (ERROR_RATELIMIT). */
const AGAIN_PER_SECOND = 80

export async function askOverUdp(endpoint: Endpoint, requests: readonly Buffer[]): Promise<Replies> {
  const replies = await udpRound(endpoint, requests, UDP_PATIENCE_MS, UDP_IN_FLIGHT)
  await askAgain(replies, async (silent) => {
    const again = silent.map((i) => requests[i] as Buffer)
    const second = await udpRound(endpoint, again, SECOND_PATIENCE_MS, AGAIN_PER_SECOND)
    for (const [at, i] of silent.entries()) replies[i] = second[at]
  })
  return replies
}

/** Hands over the requests without a reply, so many per second. */
async function askAgain(replies: Replies, ask: (silent: readonly number[]) => Promise<void>): Promise<void> {
  const silent = replies.flatMap((reply, i) => (reply === undefined ? [i] : []))
  for (let at = 0; at < silent.length; at += AGAIN_PER_SECOND)
    await Promise.all([ask(silent.slice(at, at + AGAIN_PER_SECOND)), pause(1000)])
}

async function udpRound(
  endpoint: Endpoint,
  requests: readonly Buffer[],
  patienceMs: number,
  inFlight: number,
): Promise<Replies> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 })
  socket.connect(endpoint.port, endpoint.address)
  await once(socket, 'connect')
  try {
    return await new UdpRound(socket, requests, patienceMs).run(inFlight)
  } finally {
    socket.close()
  }
}

/** One pass over the requests; the id is the request's number, so at most 65 536 of them. */
class UdpRound {
  readonly #socket: Socket
  readonly #requests: readonly Buffer[]
  readonly #patienceMs: number
  readonly #replies: Replies
  readonly #waiting = new Map<number, () => void>()

  constructor(socket: Socket, requests: readonly Buffer[], patienceMs: number) {
    this.#socket = socket
    this.#requests = requests
    this.#patienceMs = patienceMs
    this.#replies = requests.map(() => undefined)
  }

  async run(inFlight: number): Promise<Replies> {
    this.#socket.on('message', (reply) => this.#take(reply))
    // A port that nobody listens on is a reply that never comes.
    this.#socket.on('error', () => undefined)
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < this.#requests.length) await this.#ask(next++)
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    return this.#replies
  }

  #ask(number: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting.get(number)?.(), this.#patienceMs)
      this.#waiting.set(number, () => {
        clearTimeout(timer)
        this.#waiting.delete(number)
        resolve()
      })
      this.#socket.send(withId(this.#requests[number] as Buffer, number))
    })
  }

  #take(reply: Buffer): void {
    if (reply.length < 2) return
    const number = reply.readUInt16BE(0)
    // Also when it comes late: nobody waits for it any more, but the server has not been silent.
    if (number < this.#replies.length) this.#replies[number] ??= reply
    this.#waiting.get(number)?.()
  }
}

function withId(request: Buffer, id: number): Buffer {
  const copy = Buffer.from(request)
  if (copy.length >= 2) copy.writeUInt16BE(id)
  return copy
}

/** `alone`: each on a connection of its own, since a server may close it. */
export async function askOverTcp(
  endpoint: Endpoint,
  requests: readonly Buffer[],
  alone: (index: number) => boolean,
): Promise<Replies> {
  const replies: Replies = requests.map(() => undefined)
  const indexes = requests.map((_, i) => i)
  const many = indexes.filter((i) => !alone(i))
  const batches = Array.from({ length: Math.ceil(many.length / TCP_PER_CONNECTION) }, (_, i) =>
    many.slice(i * TCP_PER_CONNECTION, (i + 1) * TCP_PER_CONNECTION),
  )
  await tcpRound(endpoint, requests, batches, replies, TCP_PATIENCE_MS)
  const askSingly = (silent: readonly number[]): Promise<void> =>
    tcpRound(
      endpoint,
      requests,
      silent.map((i) => [i]),
      replies,
      SECOND_PATIENCE_MS,
    )
  await askAgain(replies, askSingly)
  await askAgain(replies, askSingly)
  return replies
}

async function tcpRound(
  endpoint: Endpoint,
  requests: readonly Buffer[],
  batches: readonly (readonly number[])[],
  replies: Replies,
  patienceMs: number,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < batches.length) {
      const batch = batches[next++] ?? []
      await tcpBatch(endpoint, batch, requests, replies, patienceMs)
    }
  }
  await Promise.all(Array.from({ length: TCP_CONNECTIONS }, lane))
}

/** All on one connection; ends when all are answered, the server closes, or nothing came for `patienceMs`. */
function tcpBatch(
  { address, port }: Endpoint,
  batch: readonly number[],
  requests: readonly Buffer[],
  replies: Replies,
  patienceMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    let received = Buffer.alloc(0)
    let missing = batch.length
    socket.setTimeout(patienceMs, () => socket.destroy())
    socket.on('error', () => undefined).on('close', () => resolve())
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0)
        const id = end >= 4 ? received.readUInt16BE(2) : -1
        const index = batch[id]
        if (index !== undefined && replies[index] === undefined) {
          replies[index] = received.subarray(2, end)
          missing--
        }
        received = received.subarray(end)
      }
      if (missing === 0) socket.destroy()
    })
    socket.write(Buffer.concat(batch.map((index, id) => framed(withId(requests[index] as Buffer, id)))))
  })
}

function framed(message: Buffer): Buffer {
  const frame = Buffer.alloc(2 + message.length)
  frame.writeUInt16BE(message.length)
  message.copy(frame, 2)
  return frame
}
