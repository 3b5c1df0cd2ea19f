// TCP listeners of one worker: admits connections within the limits and hands each to a TcpConnection.

import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { TCP_STOP_FLUSH_MS, TCP_STOP_GRACE_MS } from './limits.ts'
import { bindProblem, codeOf, type ServingProblem } from './problem.ts'
import { count, counterIndex } from './serve-counters.ts'
import { type StreamService, TcpConnection } from './tcp-connection.ts'

const ACCEPTED = counterIndex('tcp-accepted')
const CLOSED = counterIndex('tcp-closed')
const REFUSED = counterIndex('tcp-refused')

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export class TcpServer {
  readonly #service: StreamService
  readonly #listeners: Server[] = []
  readonly #connections = new Set<TcpConnection>()
  readonly #perClient = new Map<string, number>()

  constructor(service: StreamService) {
    this.#service = service
  }

  async listen({ address, port }: Endpoint): Promise<ServingProblem | undefined> {
    const listener = createServer({
      allowHalfOpen: true,
      noDelay: true,
      highWaterMark: this.#service.limits.maxBytesInFlight,
    })
    this.#listeners.push(listener)
    listener.on('connection', (socket) => this.#admit(socket))
    try {
      listener.listen({ host: address, port, ipv6Only: address.includes(':'), exclusive: true })
      await once(listener, 'listening')
    } catch (error) {
      return bindProblem('tcp', address, port, codeOf(error))
    }
    // accept() failed, for want of descriptors as a rule: the listener goes on.
    listener.on('error', () => count(this.#service.counts, REFUSED))
    return undefined
  }

  /** Answers what has arrived, closes every connection, waits for clients to take their answers, but not for ever. */
  async stop(): Promise<void> {
    await sleep(TCP_STOP_GRACE_MS)
    const closed = this.#listeners.map(closeListener)
    for (const connection of this.#connections) connection.finish()
    const flush = setTimeout(() => this.#destroyAll(), TCP_STOP_FLUSH_MS)
    await Promise.all(closed)
    clearTimeout(flush)
  }

  close(): void {
    for (const listener of this.#listeners) listener.close()
  }

  #admit(socket: Socket): void {
    const client = socket.remoteAddress
    const { counts, limits } = this.#service
    if (client === undefined) return void socket.destroy()
    const ofClient = this.#perClient.get(client) ?? 0
    if (this.#connections.size >= limits.maxConnections || ofClient >= limits.maxConnectionsPerClient) {
      count(counts, REFUSED)
      socket.destroy()
      return
    }
    count(counts, ACCEPTED)
    const connection = new TcpConnection(socket, client, this.#service)
    this.#connections.add(connection)
    this.#perClient.set(client, ofClient + 1)
    socket.on('close', () => this.#forget(connection, client))
  }

  #forget(connection: TcpConnection, client: string): void {
    count(this.#service.counts, CLOSED)
    this.#connections.delete(connection)
    const left = (this.#perClient.get(client) ?? 0) - 1
    if (left > 0) this.#perClient.set(client, left)
    else this.#perClient.delete(client)
  }

  #destroyAll(): void {
    for (const connection of this.#connections) connection.destroy()
  }
}

/** Resolves when the listener and all of its connections are closed. */
function closeListener(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()))
}
