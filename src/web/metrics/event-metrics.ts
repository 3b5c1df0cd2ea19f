// What is counted as it happens: probes, changes, transactions, jobs, requests of the API.
import { Counter, Histogram, type Registry } from 'prom-client'
import type {
  ObservedChange,
  ObservedCheck,
  ObservedJob,
  ObservedProbe,
  ObservedReload,
  ObservedTransaction,
  Observer,
} from '../../control/observer.ts'
import { TRANSITION_KINDS } from '../../store/transition-kinds.ts'

/** Of checks that are told apart by name, whatever was loaded since the start; further ones are `other`. */
export const MAX_CHECKS = 200
const OTHER = 'other'

/** From a server in the same rack to one that all but times out. */
const PROBE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** From a write into memory to a disk that is busy with others. */
const TRANSACTION_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5]
/** From a timer that rings in time to a process that was stopped. */
const DELAY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

const CHECK = ['check', 'type'] as const
const RELOADS: readonly ObservedReload[] = ['loaded', 'unchanged', 'refused']

/** One request over HTTP; every word is one of few. */
export interface CountedRequest {
  /** Where it came in: `socket`, `api`, `reports`, `metrics`. */
  readonly door: string
  /** As the route is declared, `/v1/reports/:target`; `none` where there is no such route. */
  readonly route: string
  readonly status: number
}

export class EventMetrics implements Observer {
  readonly #checks = new Set<string>()
  readonly #duration: Histogram<'type' | 'check' | 'result'>
  readonly #startDelay: Histogram
  readonly #probes: Counter<'type' | 'check' | 'ending'>
  readonly #verdicts: Counter<'type' | 'check' | 'to'>
  readonly #transitions: Counter<'kind'>
  readonly #publications: Counter
  readonly #reloads: Counter<'result'>
  readonly #transactions: Histogram<'result'>
  readonly #jobs: Counter<'job' | 'result'>
  readonly #requests: Counter<'door' | 'route' | 'status'>
  readonly #loopDelay: Histogram

  constructor(registry: Registry) {
    const registers = [registry]
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter<Label>({ name, help, labelNames: [...labelNames], registers })
    const histogram = <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      buckets: number[],
    ) => new Histogram<Label>({ name, help, labelNames: [...labelNames], buckets, registers })
    const took = 'How long probes took; result: passed or failed.'
    this.#duration = histogram('failover_probe_duration_seconds', took, [...CHECK, 'result'], PROBE_SECONDS)
    const late = 'How late probes were started, by their schedule.'
    this.#startDelay = histogram('failover_probe_start_delay_seconds', late, [], DELAY_SECONDS)
    this.#probes = counter('failover_probes_total', 'Probes by how they ended.', [...CHECK, 'ending'])
    const changed = 'Verdicts that have changed.'
    this.#verdicts = counter('failover_verdict_changes_total', changed, [...CHECK, 'to'])
    this.#transitions = counter('failover_transitions_total', 'Rows of the history.', ['kind'])
    for (const kind of TRANSITION_KINDS) this.#transitions.inc({ kind }, 0)
    this.#publications = counter('failover_publications_total', 'Changes of what a pool answers.', [])
    const reloaded = 'Reloads of the zones; refused: a file was, loaded: something is new.'
    this.#reloads = counter('failover_reloads_total', reloaded, ['result'])
    for (const result of RELOADS) this.#reloads.inc({ result }, 0)
    const wrote = 'How long transactions of the database took; result: done or refused.'
    this.#transactions = histogram(
      'failover_database_transaction_duration_seconds',
      wrote,
      ['result'],
      TRANSACTION_SECONDS,
    )
    for (const result of ['done', 'refused']) this.#transactions.zero({ result })
    const jobs = 'Jobs at their hour: upkeep of the database, backup; result: done or failed.'
    this.#jobs = counter('failover_jobs_total', jobs, ['job', 'result'])
    const requests = 'Requests over HTTP; 401: no good token, 429: too many of these, or of streams.'
    this.#requests = counter('failover_http_requests_total', requests, ['door', 'route', 'status'])
    const delayed = 'Of each second, the longest for which the event loop kept a timer waiting.'
    this.#loopDelay = histogram('failover_event_loop_delay_seconds', delayed, [], DELAY_SECONDS)
  }

  probeStarted(lateMs: number): void {
    this.#startDelay.observe(lateMs / 1000)
  }

  probed({ ending, latencyMs, ...check }: ObservedProbe): void {
    const labels = this.#labelsOf(check)
    this.#duration.observe({ ...labels, result: ending === 'ok' ? 'passed' : 'failed' }, latencyMs / 1000)
    this.#probes.inc({ ...labels, ending })
  }

  turned({ to, ...check }: ObservedChange): void {
    this.#verdicts.inc({ ...this.#labelsOf(check), to })
  }

  moved(): void {
    this.#publications.inc()
  }

  reloaded(result: ObservedReload): void {
    this.#reloads.inc({ result })
  }

  wrote({ durationMs, result, transitions }: ObservedTransaction): void {
    this.#transactions.observe({ result }, durationMs / 1000)
    for (const kind of transitions) this.#transitions.inc({ kind })
  }

  ran({ job, result }: ObservedJob): void {
    this.#jobs.inc({ job, result })
  }

  requested({ door, route, status }: CountedRequest): void {
    this.#requests.inc({ door, route, status })
  }

  /** The longest delay of a second. */
  loopDelayed(delayMs: number): void {
    this.#loopDelay.observe(delayMs / 1000)
  }

  #labelsOf({ type, check }: ObservedCheck): ObservedCheck {
    const known = `${type} ${check}`
    if (this.#checks.size < MAX_CHECKS) this.#checks.add(known)
    return { check: this.#checks.has(known) ? check : OTHER, type }
  }
}
