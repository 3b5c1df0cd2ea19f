// Asks with datagrams: sends one, more after given waits, until one of those that come back is the answer.
import dgram from 'node:dgram'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Attempt } from './attempt.ts'
import { literal } from './connect.ts'
import type { Finding } from './converse.ts'

export interface Exchange {
  /** Undefined: a socket of UDP. It must be one that is connected to the asked address only. */
  readonly open?: (address: string) => DatagramSocket
  readonly port: number
  /** Called at each sending; `own` is from where it goes, `turn` how many were sent before. */
  readonly datagram: (own: AddressInfo, turn: number) => Buffer
  /** After how many milliseconds another datagram is sent, each counted from the sending before; then no more. */
  readonly againAfterMs?: readonly number[]
  /** Undefined: not the answer. It may be forged, or belong to something else, and the answer may still come. */
  readonly judge: (message: Buffer) => Finding | undefined
}

/** What is needed of a socket; those of node:dgram are such. */
export interface DatagramSocket {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'message', listener: (message: Buffer) => void): unknown
  once(event: 'connect', listener: () => void): unknown
  connect(port: number, address: string): void
  send(datagram: Buffer): void
  address(): AddressInfo
  close(): unknown
}

/** Closes the socket when the attempt has ended. */
export function exchange(
  attempt: Attempt,
  address: string,
  { open = openUdp, port, datagram, againAfterMs = [], judge }: Exchange,
): () => void {
  const host = literal(address)
  const socket = open(host)
  let timer: NodeJS.Timeout | undefined
  const send = (turn: number): void => {
    const nextMs = againAfterMs[turn]
    // Set first: a sending that fails may end the attempt, and then there must be nothing left to do.
    if (nextMs !== undefined) timer = setTimeout(send, nextMs, turn + 1)
    socket.send(datagram(socket.address(), turn))
  }
  attempt.stage = 'while waiting for the answer'
  socket.on('error', (error) => attempt.fail(error))
  socket.on('message', (message) => {
    const found = judge(message)
    if (found !== undefined) attempt.end(...found)
  })
  socket.once('connect', () => send(0))
  socket.connect(port, host)
  return () => {
    clearTimeout(timer)
    socket.close()
  }
}

/** RFC 5452 §9.1: a connected socket takes datagrams from the asked address and port only, and reports refusals. */
function openUdp(address: string): DatagramSocket {
  return dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4')
}
