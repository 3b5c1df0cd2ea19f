// The real daemon as a process of its own, in a folder of its own, with what a scenario does to it.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Dug, dig } from './dig.ts'
import { type Answer, type AskedOptions, ask, type Endpoint } from './dns-client.ts'
import { freePort } from './free-port.ts'
import { DEADLINE_MS, type Ending, OwnProcess, type SpawnOptions } from './own-process.ts'

const PROGRAM = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const SERVES = 'failover serves on'
/** Between two looks at the answer while waiting for another one. */
const LOOK_EVERY_MS = 10

export interface DaemonSetup {
  /** Texts by file name; without any the zones folder is missing. */
  readonly zones?: Readonly<Record<string, string>>
  /** Further lines of failover.yaml. */
  readonly config?: string
  /** Where it listens; a free port when not said. */
  readonly endpoint?: Endpoint
  /** The command line's entry; that of the source when not said. */
  readonly program?: string
}

export interface Ended extends Ending {
  readonly stdout: string
  readonly stderr: string
}

/** A log line as pino wrote it. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string }

export class TestDaemon {
  readonly folder = mkdtempSync(join(tmpdir(), 'failover-scenario-'))
  readonly endpoint: Endpoint
  readonly configFile = join(this.folder, 'failover.yaml')
  readonly databaseFile = join(this.folder, 'failover.db')
  readonly #program: string
  #process: OwnProcess | undefined

  constructor(endpoint: Endpoint, { zones, config = '', program = PROGRAM }: DaemonSetup) {
    this.endpoint = endpoint
    this.#program = program
    this.configure(config)
    if (zones === undefined) return
    mkdirSync(join(this.folder, 'zones'))
    for (const [file, text] of Object.entries(zones)) this.writeZone(file, text)
  }

  /** Writes failover.yaml: where to listen, and these lines. */
  configure(lines: string): void {
    const { address, port } = this.endpoint
    writeFileSync(this.configFile, `listen: ['${address}:${port}']\n${lines}\n`)
  }

  zoneFile(file: string): string {
    return join(this.folder, 'zones', file)
  }

  /** As editors do: a new file is moved over the old one. */
  writeZone(file: string, text: string): void {
    const draft = join(this.folder, `${file}.draft`)
    writeFileSync(draft, text)
    renameSync(draft, this.zoneFile(file))
  }

  /** Resolves when it says that it serves. */
  async start(): Promise<void> {
    const started = this.#spawn()
    await started.until(SERVES, () => (started.stdout.includes(SERVES) ? true : undefined))
  }

  /** For a start that must fail. */
  async startInVain(options: SpawnOptions = {}): Promise<Ended> {
    const started = this.#spawn(options)
    const late = setTimeout(() => started.signal('SIGKILL'), DEADLINE_MS)
    const ending = await started.ended
    clearTimeout(late)
    return { ...ending, stdout: started.stdout, stderr: started.stderr }
  }

  get process(): OwnProcess {
    if (this.#process === undefined) throw new Error('the daemon was never started')
    return this.#process
  }

  /** SIGTERM; how it ended. */
  async stop(): Promise<Ending> {
    this.process.signal('SIGTERM')
    const late = setTimeout(() => this.process.signal('SIGKILL'), DEADLINE_MS)
    const ending = await this.process.ended
    clearTimeout(late)
    return ending
  }

  async kill(): Promise<void> {
    await this.#process?.kill()
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** `failover COMMAND …` against this daemon. */
  async cli(...args: readonly string[]): Promise<Ended> {
    const run = OwnProcess.node([this.#program, ...args, '--config', this.configFile], { cwd: this.folder })
    const ending = await run.ended
    return { ...ending, stdout: run.stdout, stderr: run.stderr }
  }

  ask(question: string, options: AskedOptions = {}): Promise<Answer> {
    return ask(this.endpoint, question, options)
  }

  dig(...args: readonly string[]): Promise<Dug> {
    return dig(this.endpoint, ...args)
  }

  /** Asks until the answer's data are these, in any order. */
  waitForAnswer(question: string, ...data: readonly string[]): Promise<Answer> {
    const wanted = [...data].sort().join()
    return this.waitFor(question, `the answer ${data.join(', ')}`, (answer) => answer.data.join() === wanted)
  }

  async waitFor(question: string, what: string, isIt: (answer: Answer) => boolean): Promise<Answer> {
    const deadlineMs = performance.now() + DEADLINE_MS
    for (;;) {
      const answer = await this.#askOrTell(question)
      if (isIt(answer)) return answer
      if (performance.now() > deadlineMs)
        throw new Error(`${question}: ${JSON.stringify(answer)} instead of ${what}\n${this.process.story()}`)
      await pause(LOOK_EVERY_MS)
    }
  }

  async #askOrTell(question: string): Promise<Answer> {
    try {
      return await this.ask(question)
    } catch (cause) {
      throw new Error(`${question}: no answer\n${this.process.story()}`, { cause })
    }
  }

  log(): LogLine[] {
    const lines = this.process.stderr.split('\n').slice(0, -1)
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine)
  }

  /** Waits for a log line that `isIt`; lines before `after` are passed over. */
  waitForLog(what: string, isIt: (line: LogLine) => boolean, after = 0): Promise<LogLine> {
    return this.process.until(`log line: ${what}`, () => this.log().slice(after).find(isIt))
  }

  #spawn(options: SpawnOptions = {}): OwnProcess {
    const args = [this.#program, 'serve', '--config', this.configFile]
    this.#process = OwnProcess.node(args, { cwd: this.folder, ...options })
    return this.#process
  }
}

/** A daemon that is not started yet; its folder goes with the test. */
export async function makeDaemon(t: TestContext, setup: DaemonSetup): Promise<TestDaemon> {
  const endpoint = setup.endpoint ?? { address: '127.0.0.1', port: await freePort('127.0.0.1') }
  const daemon = new TestDaemon(endpoint, setup)
  t.after(() => daemon.remove())
  return daemon
}

export async function startDaemon(t: TestContext, setup: DaemonSetup): Promise<TestDaemon> {
  const daemon = await makeDaemon(t, setup)
  await daemon.start()
  return daemon
}

/** The text of `corp.example.zone`: SOA, NS and its address before these lines. */
export function corpZone(lines: string, serial = 1): string {
  return `$TTL 5m\n@ SOA ns1 hostmaster ${serial} 1h 15m 1w 30s\n  NS ns1\nns1 A 127.0.0.1\n${lines}\n`
}
