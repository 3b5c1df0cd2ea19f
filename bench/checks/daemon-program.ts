// The real daemon in a process of its own, with instruments: how late probes start, how many are under way, what is written, how long its loop stands still.
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks'
import { loadConfig } from '../../src/config.ts'
import { Daemon } from '../../src/control/daemon.ts'
import { createLog } from '../../src/log.ts'
import { PROBES } from '../../src/probe/index.ts'
import { startServing } from '../../src/serve/workers.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { PLAIN_RESPONDER } from '../../test/support/ask.ts'
import { Histogram } from '../histogram.ts'

/** Sent by the parent: start to count anew, or tell what was counted and go on. */
export type InstrumentOrder = 'reset' | 'read' | 'stop'

export interface Instruments {
  readonly started: number
  readonly ended: number
  readonly failed: number
  readonly maxInFlight: number
  /** From when a probe was due to its start, in µs; of every eighth target. */
  readonly lateness: {
    readonly samples: number
    readonly p50Us: number
    readonly p99Us: number
    readonly p999Us: number
  }
  readonly transactions: number
  readonly longestTransactionMs: number
  /** Of the main thread's event loop: beyond what its own sampling takes. */
  readonly loopDelay: { readonly p99Ms: number; readonly maxMs: number }
  readonly longestCollectionMs: number
  readonly verdictsUp: number
}

/** Looking up when a probe is due costs about a microsecond. */
const SAMPLED = 8
const DELAY_RESOLUTION_MS = 5

const [, , configFile = ''] = process.argv
const delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
const dueMs = new Map<string, number>()
let latenesses = new Histogram()
const zero = {
  started: 0,
  ended: 0,
  failed: 0,
  inFlight: 0,
  maxInFlight: 0,
  transactions: 0,
  longestMs: 0,
  collectionMs: 0,
}
let counts = { ...zero }

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) counts.collectionMs = Math.max(counts.collectionMs, duration)
}).observe({ entryTypes: ['gc'] })

const daemon = await start()

async function start(): Promise<Daemon> {
  const read = loadConfig(configFile)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { config } = read
  const opened = openStore(config.databaseFile)
  if ('problem' in opened) throw new Error(opened.problem.sentence)
  const store = observed(opened.store)
  observeProbes()
  const loaded = await Daemon.load({ config, log: createLog(config.logLevel), store })
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'))
  const { listen, udp, tcp } = config
  const book = loaded.daemon.bookHandle
  const served = await startServing({
    listen,
    udp,
    tcp,
    book,
    answering: PLAIN_RESPONDER,
    onEvent: () => undefined,
  })
  if ('problem' in served) throw new Error(served.problem.sentence)
  loaded.daemon.start(served.serving)
  delays.enable()
  process.on('message', (order: InstrumentOrder) => {
    if (order === 'reset') reset()
    else if (order === 'read') process.send?.(instruments())
    else process.exit()
  })
  process.on('disconnect', () => process.exit())
  process.send?.('started')
  return loaded.daemon
}

function reset(): void {
  counts = { ...zero, inFlight: counts.inFlight, maxInFlight: counts.inFlight }
  latenesses = new Histogram()
  delays.reset()
}

function instruments(): Instruments {
  const { started, ended, failed, maxInFlight, transactions, longestMs } = counts
  const at = (share: number): number => latenesses.percentile(share)
  const delayMs = (ns: number): number => Math.max(0, ns / 1e6 - DELAY_RESOLUTION_MS)
  return {
    ...{ started, ended, failed, maxInFlight, transactions },
    longestTransactionMs: longestMs,
    lateness: { samples: latenesses.total, p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999) },
    loopDelay: { p99Ms: delayMs(delays.percentile(99)), maxMs: delayMs(delays.max) },
    longestCollectionMs: counts.collectionMs,
    verdictsUp: [...daemon.verdicts.values()].filter(({ state }) => state === 'up').length,
  }
}

/** Around the closure that every probe type returns: nothing of the check loop is touched. */
function observeProbes(): void {
  let made = 0
  for (const probe of PROBES) {
    const { configure } = probe
    Object.assign(probe, {
      configure(...given: Parameters<typeof configure>) {
        const configured = configure(...given)
        if (!configured.ok) return configured
        const { run } = configured
        const isSampled = made++ % SAMPLED === 0
        const check: typeof run = (address, signal) => {
          if (isSampled) sample(`${address}/up`)
          return counted(run(address, signal))
        }
        return { ...configured, run: check }
      },
    })
  }
}

/** When the next probe is due is known while this one runs; how late this one is, from what was noted at the last. */
function sample(id: string): void {
  const due = dueMs.get(id)
  const nowMs = performance.now()
  if (due !== undefined) latenesses.add(Math.max(0, nowMs - due) * 1000)
  const next = daemon.nextProbeAtMs(id)
  if (next !== undefined) dueMs.set(id, next)
}

async function counted<Out extends { readonly ending: string }>(running: Promise<Out>): Promise<Out> {
  counts.started++
  counts.maxInFlight = Math.max(counts.maxInFlight, ++counts.inFlight)
  const outcome = await running
  counts.inFlight--
  counts.ended++
  if (outcome.ending !== 'ok') counts.failed++
  return outcome
}

/** Every call that writes is one transaction. */
function observed(store: Store): Store {
  for (const name of ['settle', 'recordOutcomes'] as const) {
    const write = store[name].bind(store) as (...args: unknown[]) => unknown
    Object.assign(store, {
      [name]: (...args: unknown[]) => {
        const beforeMs = performance.now()
        try {
          return write(...args)
        } finally {
          counts.transactions++
          counts.longestMs = Math.max(counts.longestMs, performance.now() - beforeMs)
        }
      },
    })
  }
  return store
}
