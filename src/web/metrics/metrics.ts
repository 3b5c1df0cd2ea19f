// The metrics in the text format of Prometheus: what is counted as it happens, and what is read when somebody asks.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Registry } from 'prom-client'
import type { Gauges } from '../../control/gauges.ts'
import { type CountedRequest, EventMetrics } from './event-metrics.ts'
import { textOf } from './exposition-text.ts'
import { METRIC_ROWS } from './metric-table.ts'
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
  /** The last text, and when it was made, in monotonic ms. */
  #kept: { readonly atMs: number; readonly exposition: Promise<Exposition> } | undefined

  /** `now` is monotonic, in ms. */
  constructor(gauges: () => Gauges, now: () => number = () => performance.now()) {
    const registry = new Registry()
    super(registry)
    this.#registry = registry
    this.#gauges = gauges
    this.#now = now
    addProcessMetrics(registry)
  }

  read(): Promise<Exposition> {
    const nowMs = this.#now()
    if (this.#kept !== undefined && nowMs < this.#kept.atMs + KEPT_MS) return this.#kept.exposition
    const exposition = this.#expose()
    this.#kept = { atMs: nowMs, exposition }
    return exposition
  }

  /** In turns: of ten thousand targets all at once would hold up the probes for a tenth of a second and more. */
  async #expose(): Promise<Exposition> {
    const gauges = this.#gauges()
    const pieces: string[] = []
    for (const { name } of this.#registry.getMetricsAsArray()) {
      await nextTurn()
      pieces.push(await this.#registry.getSingleMetricAsString(name), '\n\n')
    }
    pieces.push(...(await textOf(METRIC_ROWS, gauges)))
    return { contentType: this.#registry.contentType, text: pieces.join('') }
  }
}
