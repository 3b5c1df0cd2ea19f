// How many connections a server has at a time, and how many of them one network: so that nobody shuts out the others.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { networkOf } from './failures.ts'
import { Places } from './places.ts'

export const MAX_CONNECTIONS = 256
/** A proxy, or an office behind one address, has many. */
export const MAX_OF_ONE_NETWORK = 128
const TOLD_EVERY_MS = 60_000

/** Those above are hung up on: nobody of that network is answered any the sooner for waiting. */
export function boundConnections(server: Server, log: Logger, mostOfOne = MAX_OF_ONE_NETWORK): void {
  const places = new Places(MAX_CONNECTIONS, mostOfOne)
  let toldMs = Number.NEGATIVE_INFINITY
  server.maxConnections = MAX_CONNECTIONS
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    // Over a Unix socket nobody has an address, and whoever may open it is trusted.
    if (remoteAddress === undefined) return
    const network = networkOf(remoteAddress)
    if (places.take(network) === undefined) {
      socket.once('close', () => places.giveBack(network))
      return
    }
    socket.destroy()
    const nowMs = performance.now()
    if (nowMs < toldMs + TOLD_EVERY_MS) return
    toldMs = nowMs
    log.warn({ client: remoteAddress, most: mostOfOne }, 'a network has as many connections as one may have')
  })
}
