// Connects over TCP, or over TLS with a certificate that lasts long enough, at once or later, as a probe's options say.
import type net from 'node:net'
import type { Attempt } from './attempt.ts'
import { validForDays } from './certificate.ts'
import { connectTcp, connectTls, type TlsSettings, upgradeToTls } from './connect.ts'
import { converse, type Finding } from './converse.ts'

export interface Transport {
  /** Undefined: TCP alone. */
  readonly tls: (() => TlsSettings) | undefined
  /** TLS begins in the middle of the conversation, when both sides have agreed on it. */
  readonly isUpgraded: boolean
  /** For how many more days the certificate must be valid. */
  readonly days: number
}

export const TCP_ALONE: Transport = { tls: undefined, isUpgraded: false, days: 0 }

type Ready = (socket: net.Socket) => void

export type Upgrade = (plain: net.Socket, ready: Ready) => void

export function openTransport(
  attempt: Attempt,
  address: string,
  port: number,
  { tls, isUpgraded, days }: Transport,
  ready: Ready,
): net.Socket {
  if (tls === undefined || isUpgraded) return connectTcp(attempt, address, port, ready)
  return connectTls(attempt, address, port, tls(), (socket) => {
    if (validForDays(attempt, socket, days)) ready(socket)
  })
}

/** Connects and ends the attempt with what `talk` finds; returns what closes the connection. */
export function talkOver(
  attempt: Attempt,
  address: string,
  port: number,
  transport: Transport,
  talk: (socket: net.Socket) => Promise<Finding>,
): () => void {
  const socket = openTransport(attempt, address, port, transport, (socket) =>
    converse(attempt, () => talk(socket)),
  )
  return () => socket.destroy()
}

/** What turns a connection that was opened over TCP into one over TLS; undefined when nobody wants that. */
export function upgradeOf(
  attempt: Attempt,
  address: string,
  { tls, isUpgraded, days }: Transport,
): Upgrade | undefined {
  if (tls === undefined || !isUpgraded) return undefined
  return (plain, ready) => {
    const socket = upgradeToTls(attempt, plain, address, tls(), () => {
      if (validForDays(attempt, socket, days)) ready(socket)
    })
  }
}
