// TLS on a connection that began without, as one step of a conversation that is written as a sequence of steps.
import type net from 'node:net'
import type { Attempt } from './attempt.ts'
import { connectTcp } from './connect.ts'
import { converse, type Finding } from './converse.ts'
import { type Transport, upgradeOf } from './transport.ts'

/** When it fails the attempt ends, and the promise never does. */
export type Secure = (plain: net.Socket) => Promise<net.Socket>

/** Undefined when nobody wants TLS. */
export function secureLater(attempt: Attempt, address: string, transport: Transport): Secure | undefined {
  const upgrade = upgradeOf(attempt, address, { ...transport, isUpgraded: true })
  if (upgrade === undefined) return undefined
  return (plain) => {
    const { stage } = attempt
    return new Promise((resolve) =>
      upgrade(plain, (socket) => {
        attempt.stage = stage
        resolve(socket)
      }),
    )
  }
}

/** As talkOver in transport.ts, for protocols in which the two sides agree on TLS in plain text first. */
export function talkPlainFirst(
  attempt: Attempt,
  address: string,
  port: number,
  transport: Transport,
  talk: (plain: net.Socket, secure: Secure | undefined) => Promise<Finding>,
): () => void {
  const socket = connectTcp(attempt, address, port, () =>
    converse(attempt, () => talk(socket, secureLater(attempt, address, transport))),
  )
  return () => socket.destroy()
}
