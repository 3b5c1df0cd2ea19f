// The metrics in the text format of Prometheus: what is counted as it happens, and what is read when somebody asks.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Gauges } from '../../control/gauges.ts'
import { type CountedRequest, EventMetrics } from './event-metrics.ts'
import { METRIC_ROWS, type MetricRow } from './metric-table.ts'
import { addProcessMetrics } from './process-metrics.ts'

/** Whoever asks again sooner gets the same text: it takes the main thread some time to make. */
const KEPT_MS = 1000

export interface Exposition {
  readonly contentType: string
  readonly text: string
}

/** For the routes. */
export interface MetricsSource {
  read(): Promise<Exposition>
  requested(request: CountedRequest): void
}

export class Metrics extends EventMetrics implements MetricsSource {
  readonly #gauges: () => Gauges
  readonly #now: () => number
  readonly #registry: Registry
  /** By the name of the metric. */
  readonly #fills: ReadonlyMap<string, Fill>
  /** The last text, and when it was made, in monotonic ms. */
  #kept: { readonly atMs: number; readonly exposition: Promise<Exposition> } | undefined

  /** `now` is monotonic, in ms. */
  constructor(gauges: () => Gauges, now: () => number = () => performance.now()) {
    const registry = new Registry()
    super(registry)
    this.#registry = registry
    this.#gauges = gauges
    this.#now = now
    this.#fills = new Map(METRIC_ROWS.map((row) => [row.name, fillOf(row, registry)]))
    addProcessMetrics(registry)
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
}

type Fill = (gauges: Gauges) => void

function fillOf({ type, name, help, labels, read }: MetricRow, registry: Registry): Fill {
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  const metric = type === 'gauge' ? new Gauge(options) : new Counter(options)
  return (gauges) => {
    metric.reset()
    // One without labels would show 0 now.
    if (labels.length === 0) metric.remove()
    for (const [values, value] of read(gauges))
      metric.inc(Object.fromEntries(labels.map((label, i) => [label, values[i] ?? ''])), value)
  }
}
