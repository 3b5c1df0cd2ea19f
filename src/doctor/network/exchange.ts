// One question over UDP: sent twice at most, the first answer that is one, within a bounded time.
import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../../config/values.ts'
import { failureOf } from './failure.ts'

/** Of any question to another machine. */
export const ASK_WITHIN_MS = 2000
const AGAIN_MS = 600

export interface Failure {
  /** A sentence: why there is no answer. */
  readonly failure: string
}

export function silence(): Failure {
  return { failure: `no answer within ${ASK_WITHIN_MS / 1000}s` }
}

/** `answerIn`: undefined when the datagram is no answer to what was sent. */
export function exchange<Answer>(
  { address, port }: Endpoint,
  datagram: () => Uint8Array,
  answerIn: (octets: Buffer) => Answer | undefined,
): Promise<Answer | Failure> {
  const { promise, resolve } = Promise.withResolvers<Answer | Failure>()
  const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let again: NodeJS.Timeout | undefined
  const send = (): void => socket.send(datagram())
  const late = setTimeout(() => resolve(silence()), ASK_WITHIN_MS)
  socket.on('error', (error) => resolve({ failure: failureOf(error) }))
  socket.on('message', (octets) => {
    const answer = answerIn(octets)
    if (answer !== undefined) resolve(answer)
  })
  // RFC 5452 §9.1: a connected socket takes datagrams from the asked address and port only, and reports refusals.
  socket.once('connect', () => {
    send()
    again = setTimeout(send, AGAIN_MS)
  })
  socket.connect(port, address)
  return promise.finally(() => {
    clearTimeout(again)
    clearTimeout(late)
    socket.close()
  })
}
