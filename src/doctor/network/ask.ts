// Asks a name server one question over UDP or TCP, within a bounded time, and keeps the whole reply: flags, TTLs, EDNS.
import { randomInt } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Endpoint } from '../../config/values.ts'
import { decodeMessage, encodeMessage, type Message } from '../../dns/message.ts'
import { foldCase, type Name } from '../../dns/name.ts'
import { ASK_WITHIN_MS, exchange, type Failure, silence } from './exchange.ts'
import { failureOf } from './failure.ts'

export interface Asking {
  readonly name: Name
  readonly type: number
  /** RD: what a resolver is asked with. */
  readonly isRecursive?: boolean
  /** CD: a resolver does not validate. */
  readonly isUnchecked?: boolean
  /** Without an OPT record, as before RFC 6891. */
  readonly isPlain?: boolean
}

export type Reply = { readonly message: Message; readonly tookMs: number } | Failure

export type Transport = 'UDP' | 'TCP'

export type AskDns = (server: Endpoint, asking: Asking, transport?: Transport) => Promise<Reply>

const UDP_SIZE = 1232
const IN = 1

export const askDns: AskDns = (server, asking, transport = 'UDP') =>
  transport === 'UDP' ? askOverUdp(server, asking) : askOverStream(connectTo(server), asking)

/** As resolvers do: over TCP when the answer does not fit into a datagram. */
export async function askWhole(ask: AskDns, server: Endpoint, asking: Asking): Promise<Reply> {
  const reply = await ask(server, asking)
  return 'message' in reply && reply.message.flags.tc ? ask(server, asking, 'TCP') : reply
}

export function queryOf({ name, type, isRecursive, isUnchecked, isPlain }: Asking, id: number): Uint8Array {
  const edns = { udpSize: UDP_SIZE, version: 0, dnssecOk: false, options: [] }
  return encodeMessage({
    id,
    flags: {
      qr: false,
      opcode: 0,
      aa: false,
      tc: false,
      rd: isRecursive ?? false,
      ra: false,
      ad: false,
      cd: isUnchecked ?? false,
    },
    rcode: 0,
    question: { name, type, class: IN },
    answer: [],
    authority: [],
    additional: [],
    ...(isPlain ? {} : { edns }),
  })
}

/** Undefined when it is no reply to this question. */
export function replyIn(octets: Uint8Array, { name, type }: Asking, id: number): Message | undefined {
  const decoded = decodeMessage(octets)
  if ('problem' in decoded) return undefined
  const { message } = decoded
  if (message.id !== id || !message.flags.qr) return undefined
  const { question } = message
  // FORMERR may come without the question.
  const isOther =
    question !== undefined && (question.type !== type || foldCase(question.name) !== foldCase(name))
  return isOther ? undefined : message
}

function askOverUdp(server: Endpoint, asking: Asking): Promise<Reply> {
  const id = randomInt(0x1_0000)
  const query = queryOf(asking, id)
  const startedAtMs = performance.now()
  return exchange<Reply>(
    server,
    () => query,
    (octets) => {
      const message = replyIn(octets, asking, id)
      return message && { message, tookMs: performance.now() - startedAtMs }
    },
  )
}

function connectTo({ address, port }: Endpoint): Socket {
  return connect({ host: address, port })
}

/** RFC 7766 §8: each message behind its length. The socket, TCP or TLS, may still be connecting; it is closed afterwards. */
export function askOverStream(socket: Socket, asking: Asking): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>()
  const id = randomInt(0x1_0000)
  const startedAtMs = performance.now()
  const query = queryOf(asking, id)
  const late = setTimeout(() => resolve(silence()), ASK_WITHIN_MS)
  let received = Buffer.alloc(0)
  socket.on('error', (error) => resolve({ failure: failureOf(error) }))
  socket.on('close', () => resolve({ failure: 'the connection is closed without an answer' }))
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
    const message = replyIn(received.subarray(2, 2 + received.readUInt16BE(0)), asking, id)
    const tookMs = performance.now() - startedAtMs
    resolve(message === undefined ? { failure: 'what it sends is no DNS answer' } : { message, tookMs })
  })
  socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 0xff), query]))
  return promise.finally(() => {
    clearTimeout(late)
    socket.destroy()
  })
}
