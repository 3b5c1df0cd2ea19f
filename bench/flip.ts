// Flip latency: from the end of a verdict's transaction to the first changed answer that a client holds in its hands.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Endpoint } from '../test/support/dns-client.ts'
import { type DnsperfRun, dnsperf } from './dnsperf.ts'
import { flipZoneText, PRIMARY, poolName, STANDBY } from './flip/flip-zone.ts'
import { startFlippingDaemon } from './flip/flipping-daemon.ts'
import { SwitchableTargets } from './flip/switchable-targets.ts'
import { monotonicNs, WatchBlock } from './flip/watch-block.ts'
import type { WatcherJob } from './flip/watcher.ts'
import { median } from './results.ts'
import { fixed, printTable } from './table.ts'

export interface FlipResult {
  readonly name: string
  readonly hosts: number
  /** Answers that changed, each time all pools of a target. */
  readonly answers: number
  readonly loadQps: number
  /** One for each transaction that was watched, in µs. */
  readonly latenciesUs: readonly number[]
  readonly asked: number
  readonly lost: number
  readonly wrong: number
  /** Of the load. */
  readonly loadLost: number
}

interface FlipCase {
  readonly name: string
  readonly hosts: number
  readonly pools: number
  readonly targets: number
  readonly every: string
  /** How often each target falls or rises. */
  readonly rounds: number
  /** All targets at once, so that every pool flips within `every`; else one after the other. */
  readonly atOnce: boolean
  /** Seconds of dnsperf's closed loop meanwhile; 0 for none. */
  readonly loadSeconds: number
}

const SEEN_WITHIN_MS = 5000

export async function measureFlips(records: number, tell: (line: string) => void): Promise<FlipResult[]> {
  const one = { pools: 4, targets: 4, every: '100ms', rounds: 15, atOnce: false, loadSeconds: 0 }
  const burst = { pools: 10_000, targets: 100, every: '1s', rounds: 3, atOnce: true }
  const cases: FlipCase[] = [
    ...[10, 10_000, records].map((hosts) => ({ ...one, name: 'one pool', hosts })),
    { ...one, name: 'one pool, load', hosts: 10, loadSeconds: 10 },
    { ...burst, name: '10 000 pools', hosts: 10, loadSeconds: 0 },
    { ...burst, name: '10 000 pools, load', hosts: 10, loadSeconds: 8 },
  ]
  const results: FlipResult[] = []
  for (const flipCase of cases) {
    const result = await measureCase(flipCase)
    results.push(result)
    const { name, latenciesUs } = result
    tell(
      `${name}, ${flipCase.hosts} hosts: median ${fixed(median(latenciesUs), 0)} µs of ${latenciesUs.length}`,
    )
  }
  return results
}

async function measureCase(flipCase: FlipCase): Promise<FlipResult> {
  const targets = await SwitchableTargets.start(flipCase.targets)
  const block = new WatchBlock()
  const settledNs: number[] = []
  let changes = 0
  const zone = flipZoneText({ ...flipCase, checkPort: targets.port })
  const daemon = await startFlippingDaemon(zone, ({ transitions }) => {
    const last = transitions.at(-1)
    const target = Number(/t(\d+)$/.exec(last?.target ?? '')?.[1] ?? Number.NaN)
    // From unknown to up nothing changes on the wire.
    if (last === undefined || last.from === 'unknown') return
    changes += transitions.length
    settledNs[block.watch(lastPoolOf(target, flipCase), last.to === 'up' ? PRIMARY : STANDBY)] = monotonicNs()
  })
  const watchers = [false, true].map((roams) =>
    startWatcher({ at: daemon.endpoint, memory: block.memory, pools: flipCase.pools, roams }),
  )
  try {
    await pause(1500)
    const load = flipCase.loadSeconds > 0 ? loadOn(daemon.endpoint, flipCase) : undefined
    await flipAll(flipCase, targets, () => settledNs.length - 1 <= seenCount(block, settledNs))
    const { qps, lost } = (await load) ?? { qps: 0, lost: 0 }
    return { ...resultOf(flipCase, block, settledNs, changes), loadQps: qps, loadLost: lost }
  } finally {
    block.stop()
    await Promise.all(watchers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))))
    await daemon.stop()
    targets.stop()
  }
}

/** The last of a target's pools to be compiled: the one that has to wait for all others. */
function lastPoolOf(target: number, { pools, targets }: FlipCase): number {
  return pools - targets + target
}

async function flipAll(
  { rounds, targets, atOnce }: FlipCase,
  switches: SwitchableTargets,
  allSeen: () => boolean,
): Promise<void> {
  const all = Array.from({ length: targets }, (_, target) => target)
  for (let round = 0; round < rounds; round++) {
    if (atOnce) {
      await Promise.all(all.map((target) => switches.toggle(target)))
      await pause(1300)
    } else
      for (const target of all) {
        await switches.toggle(target)
        await pause(250)
      }
    const deadlineMs = performance.now() + SEEN_WITHIN_MS
    while (!allSeen() && performance.now() < deadlineMs) await pause(10)
  }
}

function startWatcher(job: WatcherJob): Worker {
  return new Worker(new URL('flip/watcher.ts', import.meta.url), { workerData: job })
}

function seenCount(block: WatchBlock, settledNs: readonly number[]): number {
  return settledNs.reduce((count, _, watch) => count + (block.seenNs(watch) > 0 ? 1 : 0), 0)
}

function resultOf(
  { name, hosts, pools, targets }: FlipCase,
  block: WatchBlock,
  settledNs: readonly number[],
  changes: number,
) {
  // A watch that was overtaken by the next transaction before its answer was seen has no latency.
  const latenciesUs = settledNs.flatMap((ns, watch) =>
    block.seenNs(watch) > 0 ? [(block.seenNs(watch) - ns) / 1000] : [],
  )
  const counts = { asked: block.counted('asked'), lost: block.counted('lost'), wrong: block.counted('wrong') }
  return { name, hosts, answers: changes * (pools / targets), latenciesUs, ...counts }
}

async function loadOn(at: Endpoint, { pools, loadSeconds }: FlipCase): Promise<DnsperfRun> {
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-flip-load-'))
  const questions = join(folder, 'questions')
  writeFileSync(questions, Array.from({ length: pools }, (_, pool) => `${poolName(pool)} A\n`).join(''))
  try {
    return await dnsperf({ at, questions, seconds: loadSeconds, options: [] })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function reportFlips(results: readonly FlipResult[]): void {
  const rows = results.map(({ name, hosts, answers, latenciesUs, asked, lost, wrong, loadQps, loadLost }) => {
    const sorted = [...latenciesUs].sort((a, b) => a - b)
    const at = (share: number): string => fixed(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN, 0)
    const figures = [String(sorted.length), at(0.5), at(0.99), String(answers)]
    return [
      name,
      `${hosts} names`,
      ...figures,
      String(asked),
      String(lost),
      String(wrong),
      fixed(loadQps, 0),
      String(loadLost),
    ]
  })
  const heads = [
    'flips of',
    'zone',
    'watched',
    'median µs',
    'p99 µs',
    'answers changed',
    'asked',
    'lost',
    'wrong',
    'load q/s',
    'load lost',
  ]
  printTable('From the end of the transaction to the first changed answer at the client', heads, rows)
}
