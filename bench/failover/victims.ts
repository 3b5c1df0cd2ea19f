// Starts the servers that will fail, and makes each of them fail when its turn has come.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { GENERATOR_CORE, pinned } from '../cores.ts'
import { STANDBY, type Victim } from './kinds.ts'
import type { Uplink } from './uplink.ts'
import type { VictimJob, VictimOrder, VictimReport } from './victim-program.ts'

const PROGRAM = fileURLToPath(new URL('victim-program.ts', import.meta.url))
/** A process for each victim of kill and stop: small ones, started a few at a time. */
const NODE_OPTIONS = ['--disable-warning=ExperimentalWarning', '--v8-pool-size=0', '--max-semi-space-size=1']
const STARTED_AT_ONCE = 4

const ORDERS: Readonly<Record<string, VictimOrder['order']>> = {
  closed: 'close',
  status: 'fail',
  certificate: 'expire',
}

export interface VictimsOptions extends Omit<VictimJob, 'addresses'> {
  readonly victims: readonly Victim[]
  readonly uplink: Uplink | undefined
}

export class Victims {
  readonly #processOf = new Map<string, ChildProcess>()
  readonly #children: ChildProcess[] = []
  readonly #uplink: Uplink | undefined

  private constructor(uplink: Uplink | undefined) {
    this.#uplink = uplink
    // A stopped process does not notice that its parent has gone.
    process.on('exit', () => this.#kill())
  }

  static async start({ victims, uplink, ...job }: VictimsOptions): Promise<Victims> {
    const started = new Victims(uplink)
    const groups = [[STANDBY], ...groupsOf(victims)]
    try {
      for (let i = 0; i < groups.length; i += STARTED_AT_ONCE) {
        const few = groups.slice(i, i + STARTED_AT_ONCE)
        await Promise.all(few.map((addresses) => started.#startOne({ ...job, addresses })))
      }
    } catch (error) {
      await started.stop()
      throw error
    }
    return started
  }

  async #startOne(job: VictimJob): Promise<void> {
    const isBehindUplink = job.addresses.some((address) => this.#uplink?.has(address))
    const plain = pinned(GENERATOR_CORE, process.execPath, [...NODE_OPTIONS, PROGRAM])
    const [command, ...args] = isBehindUplink ? (this.#uplink?.inside(plain) ?? plain) : plain
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#children.push(child)
    for (const address of job.addresses) this.#processOf.set(address, child)
    child.send(job)
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the server on ${job.addresses[0]} did not start`)
    })
    await Promise.race([once(child, 'message'), ended])
    ended.catch(() => undefined)
  }

  /** Resolves to when it failed, in ns of the monotonic clock. */
  async fail({ kind, address }: Victim): Promise<bigint> {
    const child = this.#processOf.get(address)
    if (child?.pid === undefined) throw new Error(`there is no server on ${address}`)
    if (kind.name === 'unplugged') return (this.#uplink as Uplink).unplug(address)
    const order = ORDERS[kind.name]
    if (order === undefined) {
      const nowNs = process.hrtime.bigint()
      process.kill(child.pid, kind.name === 'kill' ? 'SIGKILL' : 'SIGSTOP')
      return nowNs
    }
    child.send({ order, address } satisfies VictimOrder)
    const [{ doneNs }] = (await once(child, 'message')) as [VictimReport]
    return BigInt(doneNs)
  }

  async stop(): Promise<void> {
    const exits = this.#living().map((child) => once(child, 'exit'))
    this.#kill()
    await Promise.all(exits)
  }

  #kill(): void {
    for (const child of this.#living()) child.kill('SIGKILL')
  }

  #living(): ChildProcess[] {
    return this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  }
}

/** The addresses of each process. */
function groupsOf(victims: readonly Victim[]): string[][] {
  const alone = victims.filter(({ kind }) => kind.isWholeProcess).map(({ address }) => [address])
  const shared = Map.groupBy(
    victims.filter(({ kind }) => !kind.isWholeProcess),
    ({ kind }) => kind.name,
  )
  return [...alone, ...[...shared.values()].map((group) => group.map(({ address }) => address))]
}
