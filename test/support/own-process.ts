// A process that a test starts, listens to, signals by its id, and never leaves behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { Writable } from 'node:stream'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface SpawnOptions {
  readonly cwd?: string
  /** User and group id; only root may give another than its own. */
  readonly userId?: number
}

/** Longest wait for anything that a test expects of a process; generous, since the machine may be busy. */
export const DEADLINE_MS = 30_000

const running = new Set<OwnProcess>()
process.on('exit', () => {
  for (const one of running) one.signal('SIGKILL')
})

export class OwnProcess {
  readonly pid: number
  readonly ended: Promise<Ending>
  stdout = ''
  stderr = ''
  readonly #command: string
  readonly #stdin: Writable | null
  readonly #told = new EventEmitter()
  #ending: Ending | undefined

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    const { cwd, userId } = options
    const identity = userId === undefined ? {} : { uid: userId, gid: userId }
    const child = spawn(command, args, { stdio: 'pipe', ...(cwd === undefined ? {} : { cwd }), ...identity })
    this.#command = [command, ...args].join(' ')
    // What could not be started has no number, and 0 would mean everybody in our own process group.
    this.pid = child.pid ?? Number.NaN
    running.add(this)
    this.#stdin = child.stdin
    this.#listenTo(child)
    this.ended = this.#endOf(child)
  }

  /** Of a program of ours, under the Node that runs the tests. */
  static node(args: readonly string[], options: SpawnOptions = {}): OwnProcess {
    return new OwnProcess(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], options)
  }

  get isRunning(): boolean {
    return this.#ending === undefined
  }

  /** Waits until `find` finds something; looks again at each output. Throws when the process ends before that. */
  async until<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      if (!this.isRunning) throw new Error(`ended before ${what}\n${this.story()}`)
      try {
        await once(this.#told, 'told', { signal })
      } catch {
        throw new Error(`no ${what} within ${DEADLINE_MS} ms\n${this.story()}`)
      }
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning && this.pid > 0) process.kill(this.pid, signal)
  }

  /** To its standard input. */
  write(text: string): void {
    this.#stdin?.write(text)
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.ended
  }

  /** Everything that is known, for the message of a failed test. */
  story(): string {
    const ending = this.#ending === undefined ? 'still runs' : JSON.stringify(this.#ending)
    return `${this.#command}\n${ending}\n--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`
  }

  #listenTo(child: ChildProcess): void {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      this.#told.emit('told')
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#told.emit('told')
    })
    child.stdin?.on('error', (error) => {
      this.stderr += `${error}\n`
    })
  }

  async #endOf(child: ChildProcess): Promise<Ending> {
    const [code, signal] = await once(child, 'close')
    this.#ending = { code, signal }
    running.delete(this)
    this.#told.emit('told')
    return this.#ending
  }
}
