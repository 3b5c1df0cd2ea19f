// How many connections a server has at a time, and how many of them one network: so that nobody shuts out the others.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { networkOf } from './failures.ts'

export const MAX_CONNECTIONS = 256
/** A proxy, or an office behind one address, has many. */
export const MAX_OF_ONE_NETWORK = 128
const TOLD_EVERY_MS = 60_000

/** Those above are hung up on: nobody of that network is answered any the sooner for waiting. */
export function boundConnections(server: Server, log: Logger, most = MAX_OF_ONE_NETWORK): void {
  const open = new Map<string, number>()
  let toldMs = Number.NEGATIVE_INFINITY
  server.maxConnections = MAX_CONNECTIONS
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    // Over a Unix socket nobody has an address, and whoever may open it is trusted.
    if (remoteAddress === undefined) return
    const network = networkOf(remoteAddress)
    const count = (open.get(network) ?? 0) + 1
    open.set(network, count)
    socket.once('close', () => release(open, network))
    if (count <= most) return
    socket.destroy()
    const nowMs = performance.now()
    if (nowMs < toldMs + TOLD_EVERY_MS) return
    toldMs = nowMs
    log.warn({ client: remoteAddress, most }, 'a network has as many connections as one may have')
  })
}

function release(open: Map<string, number>, network: string): void {
  const left = (open.get(network) ?? 0) - 1
  if (left > 0) open.set(network, left)
  else open.delete(network)
}
