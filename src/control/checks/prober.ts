// Probes the targets: each by its schedule, sooner while a failure has to be confirmed, at once when there is news of it.
//
//   held connection ends ---> suspect: probes follow each other at once, until one that began well after it decides
//   up target has failed ---> after confirm=, if the check says so
//   report: not well -------> suspect, too
//   report: well -----------> at once, and no longer suspect
import { performance } from 'node:perf_hooks'
import { confirmWithinMs } from '../../health/next-probe.ts'
import { isGood, type Outcome } from '../../health/outcome.ts'
import { isServing } from '../../health/state.ts'
import { asksTheSame, type Target } from '../../health/target.ts'
import type { Verdict } from '../../health/verdict.ts'
import type { Log } from '../../log.ts'
import { probeOf } from '../../probe/index.ts'
import type { Probe, ProbePermits, Report } from '../../probe/probe.ts'
import { CheckLoop } from './check-loop.ts'
import { Holds } from './holds.ts'
import { Pulse } from './pulse.ts'
import { ReportInbox } from './report-inbox.ts'

export interface ProberOptions {
  readonly log: Log
  readonly permits: ProbePermits
  readonly onOutcome: (targetId: string, outcome: Outcome) => void
  /** A probe begins, so much later than it was due. */
  readonly onStart?: (lateMs: number) => void
  /** The probe types by their words; the registry when it is not said. */
  readonly probeOf?: (type: string) => Probe | undefined
}

/**
 * Between two probes of a target whose connection has ended. A process that is being killed may lose its connections a
 * moment before its port: a probe that passes sooner than this after the end proves nothing.
 */
export const SUSPECT_GAP_MS = 20

export class Prober {
  readonly #options: ProberOptions
  readonly #loop: CheckLoop
  readonly #holds: Holds
  readonly #inbox: ReportInbox
  #targets: ReadonlyMap<string, Target> = new Map()
  /** Targets whose connection has ended, or that are not well, and since when, in monotonic ms. */
  readonly #suspects = new Map<string, number>()

  constructor(options: ProberOptions) {
    this.#options = options
    const pulse = new Pulse()
    this.#inbox = new ReportInbox(pulse)
    this.#loop = new CheckLoop({
      pulse,
      onStart: options.onStart,
      onOutcome: (id, outcome, startedAtMs) => this.#take(id, outcome, startedAtMs),
    })
    this.#holds = new Holds({ onLost: (id) => this.#suspect(id) })
  }

  setTargets(wanted: Iterable<Target>): void {
    const before = this.#targets
    const targets = [...wanted]
    const typeOf = this.#options.probeOf ?? probeOf
    this.#targets = new Map(targets.map((target) => [target.id, target]))
    for (const id of this.#suspects.keys()) if (!this.#targets.has(id)) this.#suspects.delete(id)
    const probed = targets.flatMap((target) => {
      const { id, timing } = target
      const reports = this.#inbox.reportsOf(id, timing.everyMs + timing.timeoutMs)
      const configured = typeOf(target.type)?.configure(target.options, this.#options.permits, reports)
      if (configured?.ok === true) return [{ ...target, ...configured }]
      this.#options.log.error(
        { target: target.id, problems: configured?.problems },
        'target cannot be probed',
      )
      return []
    })
    const reporting = probed.filter(({ waitMs }) => waitMs !== undefined)
    this.#inbox.setTargets(new Set(reporting.map(({ id }) => id)))
    this.#loop.setTargets(probed)
    this.#holds.setTargets(probed, (id) => {
      const [old, now] = [before.get(id), this.#targets.get(id)]
      return old !== undefined && now !== undefined && asksTheSame(old, now)
    })
  }

  /** What is to be done about a target after its outcome was judged. */
  follow(target: Target, verdict: Verdict): void {
    const isUp = isServing(verdict.state)
    if (!isUp) this.#suspects.delete(target.id)
    this.#holds.follow(target.id, isUp)
    const withinMs = this.#suspects.has(target.id) ? SUSPECT_GAP_MS : confirmWithinMs(verdict, target.timing)
    if (withinMs !== undefined) this.#loop.probeWithin(target.id, withinMs)
  }

  /** Rather than in its turn. */
  probeNow(targetId: string): void {
    this.#loop.probeWithin(targetId, 0)
  }

  /** False: the target is none that says of itself whether it is well. */
  takeReport(targetId: string, report: Report): boolean {
    if (!this.#inbox.put(targetId, report)) return false
    if (report.isWell) {
      this.#suspects.delete(targetId)
      this.#loop.probeWithin(targetId, 0)
    } else this.#suspect(targetId)
    return true
  }

  /** Monotonic ms, as performance.now(). */
  nextDueMs(targetId: string): number | undefined {
    return this.#loop.nextDueMs(targetId)
  }

  stop(): void {
    this.#loop.stop()
    this.#holds.stop()
    this.#targets = new Map()
  }

  #suspect(id: string): void {
    this.#suspects.set(id, performance.now())
    this.#loop.probeWithin(id, 0)
  }

  #take(id: string, outcome: Outcome, startedAtMs: number): void {
    const lostAtMs = this.#suspects.get(id)
    const isProof = lostAtMs !== undefined && startedAtMs >= lostAtMs + SUSPECT_GAP_MS
    if (isProof && isGood(outcome)) this.#suspects.delete(id)
    this.#options.onOutcome(id, outcome)
  }
}
