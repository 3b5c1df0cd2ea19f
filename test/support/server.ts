// Real servers as processes of their own, which can be killed, silenced and started again.
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { OwnProcess } from './own-process.ts'

const PROGRAM = fileURLToPath(new URL('server-process.ts', import.meta.url))

export class TestServer {
  readonly address: string
  readonly port: number
  readonly #kind: 'http' | 'tcp'
  #process: OwnProcess | undefined

  constructor(kind: 'http' | 'tcp', address: string, port: number) {
    this.#kind = kind
    this.address = address
    this.port = port
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Resolves once it listens. */
  async start(): Promise<void> {
    const started = OwnProcess.node([PROGRAM, this.#kind, this.address, String(this.port)])
    this.#process = started
    await started.until('listening', () => (started.stdout.includes('listening') ? true : undefined))
  }

  /** SIGKILL: the kernel closes the port, connections to it are refused. */
  async kill(): Promise<void> {
    await this.#process?.kill()
  }

  /** SIGSTOP: the kernel goes on accepting connections, nobody answers on them. */
  silence(): void {
    this.#process?.signal('SIGSTOP')
  }

  wake(): void {
    this.#process?.signal('SIGCONT')
  }
}

/** One server on each address, all on one port; killed after the test. */
export async function startServers(
  t: TestContext,
  kind: 'http' | 'tcp',
  port: number,
  addresses: readonly string[],
): Promise<TestServer[]> {
  const servers = addresses.map((address) => new TestServer(kind, address, port))
  t.after(() => Promise.all(servers.map((server) => server.kill())))
  await Promise.all(servers.map((server) => server.start()))
  return servers
}
