// The servers behind the targets: each accepts connections on its own loopback address, until it is switched off.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { targetAddress } from './flip-zone.ts'

export class SwitchableTargets {
  readonly port: number
  readonly #servers: (Server | undefined)[]

  private constructor(servers: readonly Server[], port: number) {
    this.#servers = [...servers]
    this.port = port
  }

  static async start(count: number): Promise<SwitchableTargets> {
    const first = await listen(0, 0)
    const { port } = first.address() as AddressInfo
    const others = Array.from({ length: count - 1 }, (_, i) => listen(i + 1, port))
    return new SwitchableTargets([first, ...(await Promise.all(others))], port)
  }

  isUp(target: number): boolean {
    return this.#servers[target] !== undefined
  }

  /** Up or down, the other way than now. */
  async toggle(target: number): Promise<void> {
    const server = this.#servers[target]
    this.#servers[target] = server === undefined ? await listen(target, this.port) : undefined
    server?.close()
  }

  stop(): void {
    for (const server of this.#servers) server?.close()
  }
}

async function listen(target: number, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end())
  await once(server.listen(port, targetAddress(target)), 'listening')
  return server
}
