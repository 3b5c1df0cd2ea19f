// Clients that hold connections and say nothing, or say it one octet at a time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Endpoint } from '../support/dns-client.ts'

const DRIP_EVERY_MS = 50

export class HeldConnections {
  readonly #sockets: readonly Socket[]
  readonly #ended: readonly Promise<void>[]
  #drip: NodeJS.Timeout | undefined

  /** So many connections from each of these addresses. */
  constructor({ address: host, port }: Endpoint, clients: readonly string[], each: number) {
    this.#sockets = clients.flatMap((localAddress) =>
      Array.from({ length: each }, () => connect({ host, port, localAddress, noDelay: true })),
    )
    this.#ended = this.#sockets.map(endOf)
    for (const socket of this.#sockets) socket.resume()
  }

  /** Resolves when each is connected, or refused. */
  async connected(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => once(socket, 'connect').catch(() => undefined)))
  }

  /** On all of them a message of 514 octets arrives one octet at a time, each well within any timeout. */
  drip(): void {
    this.#drip = setInterval(() => {
      for (const socket of this.#sockets) if (!socket.destroyed) socket.write('\x02')
    }, DRIP_EVERY_MS)
  }

  /** Whether the server has ended all of them by the deadline. */
  async allEnded(deadlineMs: number): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), deadlineMs)
    const ended = Promise.all(this.#ended).then(() => true)
    const inTime = await Promise.race([ended, late])
    clearTimeout(timer)
    clearInterval(this.#drip)
    for (const socket of this.#sockets) socket.destroy()
    return inTime
  }
}

function endOf(socket: Socket): Promise<void> {
  socket.on('error', () => socket.destroy())
  return new Promise((resolve) => socket.on('close', () => resolve()))
}
