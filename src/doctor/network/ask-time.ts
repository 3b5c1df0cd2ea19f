// Asks a time server how far our clock is from its own, once.
import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../../config/values.ts'
import {
  type Comparison,
  clientPacket,
  compareClocks,
  readResponse,
} from '../../probe/protocol/ntp-packet.ts'
import { ASK_WITHIN_MS } from './ask.ts'
import { failureOf } from './failure.ts'

export type TimeReply = { readonly compared: Comparison } | { readonly failure: string }

const AGAIN_MS = 600
const UNSYNCHRONIZED = 3

export function askTime({ address, port }: Endpoint): Promise<TimeReply> {
  const { promise, resolve } = Promise.withResolvers<TimeReply>()
  const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  const request = clientPacket()
  let sentMs = 0
  let sentAtMs = 0
  let again: NodeJS.Timeout | undefined
  const send = (): void => {
    sentMs = Date.now()
    sentAtMs = performance.now()
    socket.send(request)
  }
  const late = setTimeout(
    () => resolve({ failure: `no answer within ${ASK_WITHIN_MS / 1000}s` }),
    ASK_WITHIN_MS,
  )
  socket.on('error', (error) => resolve({ failure: failureOf(error) }))
  socket.on('message', (octets) => {
    const response = readResponse(octets, request)
    if (response === undefined) return
    const isKept = response.leap !== UNSYNCHRONIZED && response.stratum > 0
    const arrivedMs = sentMs + performance.now() - sentAtMs
    resolve(
      isKept
        ? { compared: compareClocks(response, sentMs, arrivedMs) }
        : { failure: 'its own clock is not synchronized' },
    )
  })
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
