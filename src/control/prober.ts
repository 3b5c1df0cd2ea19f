// Probes the targets: each by its schedule, sooner while a failure has to be confirmed, at once when its connection ends.
//
//   held connection ends ---> suspect: probes follow each other at once, until one that began well after it decides
//   up target has failed ---> after confirm=, if the check says so
import { performance } from 'node:perf_hooks'
import { confirmWithinMs } from '../health/next-probe.ts'
import { isGood, type Outcome } from '../health/outcome.ts'
import { isServing } from '../health/state.ts'
import { asksTheSame, type Target } from '../health/target.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Log } from '../log.ts'
import { probeOf } from '../probe/index.ts'
import type { ProbePermits } from '../probe/probe.ts'
import { CheckLoop } from './check-loop.ts'
import { Holds } from './holds.ts'

export interface ProberOptions {
  readonly log: Log
  readonly permits: ProbePermits
  readonly onOutcome: (targetId: string, outcome: Outcome) => void
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
  #targets: ReadonlyMap<string, Target> = new Map()
  /** Targets whose connection has ended, and when, in monotonic ms. */
  readonly #suspects = new Map<string, number>()

  constructor(options: ProberOptions) {
    this.#options = options
    this.#loop = new CheckLoop({
      onOutcome: (id, outcome, startedAtMs) => this.#take(id, outcome, startedAtMs),
    })
    this.#holds = new Holds({ onLost: (id) => this.#suspect(id) })
  }

  setTargets(wanted: Iterable<Target>): void {
    const before = this.#targets
    const targets = [...wanted]
    this.#targets = new Map(targets.map((target) => [target.id, target]))
    for (const id of this.#suspects.keys()) if (!this.#targets.has(id)) this.#suspects.delete(id)
    const probed = targets.flatMap((target) => {
      const configured = probeOf(target.type)?.configure(target.options, this.#options.permits)
      if (configured?.ok === true) return [{ ...target, ...configured }]
      this.#options.log.error(
        { target: target.id, problems: configured?.problems },
        'target cannot be probed',
      )
      return []
    })
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
