// Asks over UDP: sends a datagram, again after given waits, until one of those that come back is the answer.
import dgram from 'node:dgram'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Attempt } from './attempt.ts'
import { literal } from './connect.ts'
import type { Finding } from './converse.ts'

export interface Exchange {
  readonly port: number
  /** Called once, when it is known from which address and port of ours it goes. */
  readonly datagram: (own: AddressInfo) => Buffer
  /** After how many milliseconds the same datagram is sent again, each counted from the sending before; then no more. */
  readonly againAfterMs?: readonly number[]
  /** Undefined: not the answer. It may be forged, or belong to something else, and the answer may still come. */
  readonly judge: (message: Buffer) => Finding | undefined
}

/** RFC 5452 §9.1: a connected socket takes datagrams from the asked address and port only, and reports refusals. */
export function exchange(
  attempt: Attempt,
  address: string,
  { port, datagram, againAfterMs = [], judge }: Exchange,
): () => void {
  const host = literal(address)
  const socket = dgram.createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  let timer: NodeJS.Timeout | undefined
  const send = (octets: Buffer, [nextMs, ...laterMs]: readonly number[]): void => {
    socket.send(octets)
    if (nextMs !== undefined) timer = setTimeout(send, nextMs, octets, laterMs)
  }
  attempt.stage = 'while waiting for the answer'
  socket.on('error', (error) => attempt.fail(error))
  socket.on('message', (message) => {
    const found = judge(message)
    if (found !== undefined) attempt.end(...found)
  })
  socket.once('connect', () => send(datagram(socket.address()), againAfterMs))
  socket.connect(port, host)
  return () => {
    clearTimeout(timer)
    socket.close()
  }
}
