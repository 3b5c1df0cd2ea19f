// The metrics in the text format of Prometheus: what is counted as it happens, and what is read when somebody asks.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Gauges } from '../../control/gauges.ts'
import type { ObservedChange, ObservedCheck, ObservedProbe, Observer } from '../../control/observer.ts'
import { METRIC_ROWS, type MetricRow } from './metric-table.ts'

/** Of checks that are told apart by name, whatever was loaded since the start; further ones are `other`. */
export const MAX_CHECKS = 200
const OTHER = 'other'

/** From a server in the same rack to one that all but times out. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Whoever asks again sooner gets the same text: it takes the main thread some time to make. */
const KEPT_MS = 1000

const CHECK = ['check', 'type'] as const

export interface Exposition {
  readonly contentType: string
  readonly text: string
}

/** For the routes. */
export interface MetricsSource {
  read(): Promise<Exposition>
}

export class Metrics implements Observer, MetricsSource {
  readonly #gauges: () => Gauges
  readonly #now: () => number
  readonly #registry = new Registry()
  /** By the name of the metric. */
  readonly #fills: ReadonlyMap<string, Fill>
  readonly #checks = new Set<string>()
  readonly #duration: Histogram<'type' | 'check' | 'result'>
  readonly #probes: Counter<'type' | 'check' | 'ending'>
  readonly #verdicts: Counter<'type' | 'check' | 'to'>
  readonly #transitions: Counter<'kind'>
  readonly #publications: Counter
  /** The last text, and when it was made, in monotonic ms. */
  #kept: { readonly atMs: number; readonly exposition: Promise<Exposition> } | undefined

  /** `now` is monotonic, in ms. */
  constructor(gauges: () => Gauges, now: () => number = () => performance.now()) {
    const registers = [this.#registry]
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter<Label>({ name, help, labelNames: [...labelNames], registers })
    this.#duration = new Histogram({
      name: 'failover_probe_duration_seconds',
      help: 'How long probes took; result: passed or failed.',
      labelNames: [...CHECK, 'result'],
      buckets: BUCKETS_SECONDS,
      registers,
    })
    this.#probes = counter('failover_probes_total', 'Probes by how they ended.', [...CHECK, 'ending'])
    this.#verdicts = counter('failover_verdict_changes_total', 'Verdicts that have changed.', [
      ...CHECK,
      'to',
    ])
    this.#transitions = counter('failover_transitions_total', 'Rows of the history.', ['kind'])
    this.#publications = counter('failover_publications_total', 'Changes of what a pool answers.', [])
    this.#gauges = gauges
    this.#now = now
    this.#fills = new Map(METRIC_ROWS.map((row) => [row.name, fillOf(row, this.#registry)]))
    readProcess(registers)
  }

  probed({ ending, latencyMs, ...check }: ObservedProbe): void {
    const labels = this.#labelsOf(check)
    this.#duration.observe({ ...labels, result: ending === 'ok' ? 'passed' : 'failed' }, latencyMs / 1000)
    this.#probes.inc({ ...labels, ending })
  }

  turned({ to, ...check }: ObservedChange): void {
    this.#verdicts.inc({ ...this.#labelsOf(check), to })
    this.acted('verdict')
  }

  acted(kind: string): void {
    this.#transitions.inc({ kind })
  }

  moved(): void {
    this.#publications.inc()
  }

  read(): Promise<Exposition> {
    const nowMs = this.#now()
    if (this.#kept !== undefined && nowMs < this.#kept.atMs + KEPT_MS) return this.#kept.exposition
    const exposition = this.#expose()
    this.#kept = { atMs: nowMs, exposition }
    return exposition
  }

  /** One metric a turn: of ten thousand targets all at once would hold up the probes for a fifth of a second. */
  async #expose(): Promise<Exposition> {
    const gauges = this.#gauges()
    const parts: string[] = []
    for (const { name } of this.#registry.getMetricsAsArray()) {
      this.#fills.get(name)?.(gauges)
      parts.push(await this.#registry.getSingleMetricAsString(name))
      await nextTurn()
    }
    return { contentType: this.#registry.contentType, text: `${parts.join('\n\n')}\n` }
  }

  #labelsOf({ type, check }: ObservedCheck): ObservedCheck {
    const known = `${type} ${check}`
    if (this.#checks.size < MAX_CHECKS) this.#checks.add(known)
    return { check: this.#checks.has(known) ? check : OTHER, type }
  }
}

type Fill = (gauges: Gauges) => void

function fillOf({ type, name, help, labels, read }: MetricRow, registry: Registry): Fill {
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  const metric = type === 'gauge' ? new Gauge(options) : new Counter(options)
  return (gauges) => {
    metric.reset()
    for (const [values, value] of read(gauges))
      metric.inc(Object.fromEntries(labels.map((label, i) => [label, values[i] ?? ''])), value)
  }
}

/** By the names that every exporter uses. */
function readProcess(registers: Registry[]): void {
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process was started.',
    registers,
  }).set(Date.now() / 1000 - process.uptime())
}
