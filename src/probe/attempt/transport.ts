// Connects over TCP, or over TLS with a certificate that lasts long enough, as a probe's options say.
import type net from 'node:net'
import type { Attempt } from './attempt.ts'
import { validForDays } from './certificate.ts'
import { connectTcp, connectTls, type TlsSettings } from './connect.ts'

export interface Transport {
  /** Undefined: TCP alone. */
  readonly tls: (() => TlsSettings) | undefined
  /** For how many more days the certificate must be valid. */
  readonly days: number
}

type Ready = (socket: net.Socket) => void

export function openTransport(
  attempt: Attempt,
  address: string,
  port: number,
  { tls, days }: Transport,
  ready: Ready,
): net.Socket {
  if (tls === undefined) return connectTcp(attempt, address, port, ready)
  return connectTls(attempt, address, port, tls(), (socket) => {
    if (validForDays(attempt, socket, days)) ready(socket)
  })
}
