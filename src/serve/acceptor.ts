// Accepts the connections of one worker's listeners, within the bounds on all of them and on those of one client.

import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import type { Transport } from '../answer/responder-options.ts'
import { LISTEN_BACKLOG, TCP_STOP_FLUSH_MS, type TcpLimits } from './limits.ts'
import { bindProblem, codeOf, type ServingProblem } from './problem.ts'
import { count, counterIndex } from './serve-counters.ts'

const ACCEPTED = counterIndex('tcp-accepted')
const CLOSED = counterIndex('tcp-closed')
const REFUSED = counterIndex('tcp-refused')
const EVICTED = counterIndex('tcp-evicted')

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export class Acceptor {
  readonly #counts: Float64Array
  readonly #limits: TcpLimits
  readonly #listeners: Server[] = []
  readonly #sockets = new Set<Socket>()
  /** Of each client, oldest first. */
  readonly #ofClient = new Map<string, Set<Socket>>()

  constructor(counts: Float64Array, limits: TcpLimits) {
    this.#counts = counts
    this.#limits = limits
  }

  /** From now on the listener's own 'connection' listeners, a TLS handshake among them, get admitted sockets only. */
  async listen(
    listener: Server,
    transport: Transport,
    { address, port }: Endpoint,
  ): Promise<ServingProblem | undefined> {
    this.#listeners.push(listener)
    const serve = listener.listeners('connection')
    listener.removeAllListeners('connection')
    listener.on('connection', (socket) => {
      if (this.#admit(socket)) for (const one of serve) one.call(listener, socket)
    })
    try {
      const ipv6Only = address.includes(':')
      listener.listen({ host: address, port, ipv6Only, exclusive: true, backlog: LISTEN_BACKLOG })
      await once(listener, 'listening')
    } catch (error) {
      return bindProblem(transport, address, port, codeOf(error))
    }
    // accept() failed, for want of descriptors as a rule: the listener goes on.
    listener.on('error', () => count(this.#counts, REFUSED))
    return undefined
  }

  /** Listens no more; resolves when every connection is closed. Those that last longer than the flush time are cut. */
  async close(): Promise<void> {
    const closed = this.#listeners.filter(({ listening }) => listening).map(closeListener)
    const flush = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, TCP_STOP_FLUSH_MS)
    await Promise.all(closed)
    clearTimeout(flush)
  }

  /** Whether the connection may stay; one that may not is closed at once. It counts from here, before any handshake. */
  #admit(socket: Socket): boolean {
    const client = socket.remoteAddress
    const ofClient = this.#ofClient.get(client ?? '')
    const { maxConnections, maxConnectionsPerClient } = this.#limits
    if (client === undefined || (ofClient?.size ?? 0) >= maxConnectionsPerClient) {
      if (client !== undefined) count(this.#counts, REFUSED)
      socket.destroy()
      return false
    }
    if (this.#sockets.size >= maxConnections) this.#evict()
    count(this.#counts, ACCEPTED)
    this.#sockets.add(socket)
    if (ofClient === undefined) this.#ofClient.set(client, new Set([socket]))
    else ofClient.add(socket)
    socket.on('close', () => this.#forget(socket, client))
    return true
  }

  /** RFC 7766 §10: who holds the most connections, to keep others out or not, loses the oldest of them. */
  #evict(): void {
    let [heaviest] = this.#ofClient.values()
    for (const sockets of this.#ofClient.values())
      if (sockets.size > (heaviest?.size ?? 0)) heaviest = sockets
    const [oldest] = heaviest ?? []
    if (oldest === undefined) return
    count(this.#counts, EVICTED)
    // It counts no more, although its 'close' comes later.
    heaviest?.delete(oldest)
    this.#sockets.delete(oldest)
    oldest.destroy()
  }

  #forget(socket: Socket, client: string): void {
    count(this.#counts, CLOSED)
    this.#sockets.delete(socket)
    const left = this.#ofClient.get(client)
    left?.delete(socket)
    if (left?.size === 0) this.#ofClient.delete(client)
  }
}

/** Resolves when the listener and all of its connections are closed. */
function closeListener(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()))
}
