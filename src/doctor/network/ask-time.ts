// Asks a time server how far our clock is from its own, once.
import type { Endpoint } from '../../config/values.ts'
import {
  type Comparison,
  clientPacket,
  compareClocks,
  readResponse,
} from '../../probe/protocol/ntp-packet.ts'
import { exchange, type Failure } from './exchange.ts'

export type TimeReply = { readonly compared: Comparison } | Failure

const UNSYNCHRONIZED = 3

export function askTime(server: Endpoint): Promise<TimeReply> {
  const request = clientPacket()
  let sentMs = 0
  let sentAtMs = 0
  const sending = (): Uint8Array => {
    sentMs = Date.now()
    sentAtMs = performance.now()
    return request
  }
  return exchange<TimeReply>(server, sending, (octets) => {
    const response = readResponse(octets, request)
    if (response === undefined) return undefined
    if (response.leap === UNSYNCHRONIZED || response.stratum === 0)
      return { failure: 'its own clock is not synchronized' }
    const arrivedMs = sentMs + performance.now() - sentAtMs
    return { compared: compareClocks(response, sentMs, arrivedMs) }
  })
}
