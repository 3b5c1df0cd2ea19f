// `npm run bench:checks`: what ten thousand targets, probed every second, cost, and whether anything waits for them.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort } from '../../test/support/free-port.ts'
import { GENERATOR_CORE, pinned, pinOurselves, SERVER_CORE } from '../cores.ts'
import { cpuTime, memoryOf, usedNs, waitedNs } from '../process-cost.ts'
import { provenance } from '../provenance.ts'
import { fixed, printTable } from '../table.ts'
import { CHECK_ORIGIN, checkZoneText, MAX_TARGETS } from './check-zone.ts'
import type { Instruments } from './daemon-program.ts'

const LOOK_EVERY_MS = 500
const TYPES = ['tcp', 'http']
const HELP = `npm run bench:checks -- [options]

The real daemon on core ${SERVER_CORE} probes targets on loopback, whose servers are one process on core ${GENERATOR_CORE}.

  --targets N     10000
  --every SPAN    1s
  --types A,B     probe types, one run each; ${TYPES.join(',')}
  --seconds N     length of each measurement, after as long for warming up; 20
  --nice N        priority of daemon and servers on a shared machine, -20 to 19; 0
  --profile DIR   writes a CPU profile of the daemon there
  --json FILE     writes everything measured
  --help
`

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

interface Options {
  readonly targets: number
  readonly every: string
  readonly types: readonly string[]
  readonly seconds: number
  readonly profile: string | undefined
}

export interface CheckCost extends Instruments {
  readonly type: string
  readonly targets: number
  readonly every: string
  readonly seconds: number
  /** Of one core: the daemon with all its threads, and the servers of the targets. */
  readonly cpuShare: number
  readonly targetsCpuShare: number
  /** Of the time, in which the daemon's main thread waited for its core: the noise of the machine. */
  readonly waitShare: number
  /** Open ones of the daemon, the most that were seen; all but some forty are sockets of probes. */
  readonly descriptors: number
  readonly rssKib: number
}

try {
  await bench(process.argv.slice(2))
} catch (error) {
  tell(`bench:checks: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function bench(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ targets: text, every: text, types: text, seconds: text, profile: text, json: text, nice: text },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const options: Options = {
    targets: within(values.targets ?? '10000', MAX_TARGETS),
    every: values.every ?? '1s',
    types: values.types?.split(',') ?? TYPES,
    seconds: within(values.seconds ?? '20', 3600),
    profile: values.profile,
  }
  setPriority(Number(values.nice ?? 0))
  pinOurselves(GENERATOR_CORE)
  const costs: CheckCost[] = []
  for (const type of options.types) costs.push(await measure(type, options))
  report(costs)
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ ...provenance(), checks: costs }, undefined, 1)}\n`)
}

async function measure(type: string, options: Options): Promise<CheckCost> {
  const { targets, every, seconds, profile } = options
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-checks-'))
  const port = await freePort('127.30.0.1')
  const children: ChildProcess[] = []
  try {
    const servers = start(GENERATOR_CORE, 'target-program.ts', [])
    children.push(servers)
    servers.send({ targets, port })
    await message(servers)
    const zone = checkZoneText({ targets, port, type, every })
    const config = await configIn(folder, zone)
    const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
    const daemon = start(SERVER_CORE, 'daemon-program.ts', [config], flags)
    children.push(daemon)
    await message(daemon)
    tell(`${type}: ${targets} targets, warming up`)
    await pause(seconds * 1000)
    const cost = await observe(daemon, servers, seconds)
    daemon.send('stop')
    await once(daemon, 'exit')
    return { type, targets, every, ...cost }
  } finally {
    await Promise.all(children.map(end))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function configIn(folder: string, zone: string): Promise<string> {
  const file = join(folder, 'failover.yaml')
  mkdirSync(join(folder, 'zones'))
  writeFileSync(join(folder, 'zones', `${CHECK_ORIGIN}.zone`), zone)
  writeFileSync(file, `listen: ['127.0.0.1:${await freePort('127.0.0.1')}']\nlog: error\n`)
  return file
}

type Observed = Omit<CheckCost, 'type' | 'targets' | 'every'>

async function observe(daemon: ChildProcess, servers: ChildProcess, seconds: number): Promise<Observed> {
  const [pid, serversPid] = [daemon.pid ?? 0, servers.pid ?? 0]
  daemon.send('reset')
  const before = [cpuTime(pid), cpuTime(serversPid), waitedNs(pid)] as const
  const beganMs = performance.now()
  let descriptors = 0
  while (performance.now() - beganMs < seconds * 1000) {
    await pause(LOOK_EVERY_MS)
    descriptors = Math.max(descriptors, descriptorsOf(pid))
  }
  const tookNs = (performance.now() - beganMs) * 1e6
  const cpuShare = usedNs(before[0], cpuTime(pid)) / tookNs
  const targetsCpuShare = usedNs(before[1], cpuTime(serversPid)) / tookNs
  const waitShare = (waitedNs(pid) - before[2]) / tookNs
  daemon.send('read')
  const instruments = (await message(daemon)) as Instruments
  const { rssKib } = memoryOf(pid)
  return { ...instruments, seconds: tookNs / 1e9, cpuShare, targetsCpuShare, waitShare, descriptors, rssKib }
}

/** All open descriptors: reading what each one is would cost more than all probes. */
function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

function start(
  core: number,
  program: string,
  args: readonly string[],
  flags: readonly string[] = [],
): ChildProcess {
  const file = fileURLToPath(new URL(program, import.meta.url))
  const node = [...flags, '--disable-warning=ExperimentalWarning', file, ...args]
  const [command, ...rest] = pinned(core, process.execPath, node)
  return spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function message(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(
      'a process of the bench ended too early; is the limit of open files (ulimit -n) below the targets?',
    )
  })
  ended.catch(() => undefined)
  const [told] = (await Promise.race([once(child, 'message'), ended])) as unknown[]
  return told
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** One column for each run: there are more figures than a terminal is wide. */
function report(costs: readonly CheckCost[]): void {
  const ms = (us: number): string => fixed(us / 1000, 1)
  const figures: readonly (readonly [string, string, (cost: CheckCost) => string])[] = [
    ['daemon', '% of a core', ({ cpuShare }) => fixed(100 * cpuShare, 1)],
    ['daemon', 'µs a probe', ({ cpuShare, seconds, ended }) => fixed((1e6 * cpuShare * seconds) / ended, 1)],
    ['servers of the targets', '% of a core', ({ targetsCpuShare }) => fixed(100 * targetsCpuShare, 1)],
    ['main thread waits for its core', '% of the time', ({ waitShare }) => fixed(100 * waitShare, 1)],
    ['probes', 'per second', ({ ended, seconds }) => fixed(ended / seconds, 0)],
    ['probes that failed', '', ({ failed }) => String(failed)],
    ['targets that are up', '', ({ verdictsUp }) => String(verdictsUp)],
    ['lateness of starts, median', 'ms', ({ lateness }) => ms(lateness.p50Us)],
    ['lateness of starts, p99', 'ms', ({ lateness }) => ms(lateness.p99Us)],
    ['lateness of starts, p99.9', 'ms', ({ lateness }) => ms(lateness.p999Us)],
    ['probes in flight, at most', '', ({ maxInFlight }) => String(maxInFlight)],
    ['open descriptors, at most', '', ({ descriptors }) => String(descriptors)],
    ['RSS', 'MiB', ({ rssKib }) => fixed(rssKib / 1024, 0)],
    ['write transactions', 'per second', ({ transactions, seconds }) => fixed(transactions / seconds, 1)],
    ['longest transaction', 'ms', ({ longestTransactionMs }) => fixed(longestTransactionMs, 1)],
    ['longest collection', 'ms', ({ longestCollectionMs }) => fixed(longestCollectionMs, 1)],
    ['event loop delay, p99', 'ms', ({ loopDelay }) => fixed(loopDelay.p99Ms, 1)],
    ['event loop delay, longest', 'ms', ({ loopDelay }) => fixed(loopDelay.maxMs, 1)],
  ]
  const heads = ['figure', 'unit', ...costs.map(({ type }) => type)]
  const rows = figures.map(([name, unit, figure]) => [name, unit, ...costs.map(figure)])
  const [{ targets, every } = { targets: 0, every: '' }] = costs
  printTable(`${targets} targets, every ${every}`, heads, rows)
}

function within(text: string, most: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`${text} is not 1 to ${most}`)
  return number
}
