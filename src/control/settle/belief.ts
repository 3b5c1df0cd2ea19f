// Which targets keep their verdict although they fail, and which probes would settle the matter.
//
//   outcomes of a tick -> witness: tally, trust -> judgeOutcomes(doubtsFall) -> follow: who is doubted, whom to ask now
import { type Census, judgeTrust, SURE, type Trust } from '../../health/doubt.ts'
import { isGood } from '../../health/outcome.ts'
import type { State, Verdict } from '../../health/verdict.ts'
import type { VerdictOf } from '../plan/availability.ts'
import {
  blamed,
  canariesToAsk,
  failingSinceMs,
  hasCanaryPassed,
  isCleared,
  neededToAsk,
} from '../plan/blame.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import type { DoubtsFall, EndedProbe, Judgement } from './judge-outcomes.ts'
import { Tally } from './tally.ts'

/** What a target needs, and the canaries, have so long to pass or fail; then the target's failures are its own. Wall clock ms. */
const MAX_ASKING_MS = 10_000

export class Belief {
  /** Since when, by target id. */
  readonly #doubted = new Map<string, number>()
  /** Of these, the ones that only wait for what they need or a canary to be probed. */
  readonly #unheard = new Set<string>()

  #trust: Trust = SURE
  #revision = 0
  #tally: { readonly plan: ServicePlan; readonly counts: Tally } | undefined

  get trust(): Trust {
    return this.#trust
  }

  /** Undefined before the first outcome. */
  get census(): Census | undefined {
    return this.#tally?.counts.census
  }

  /** Grows with every change of the trust, and of whom we doubt. */
  get revision(): number {
    return this.#revision
  }

  isDoubted(id: string): boolean {
    return this.#doubted.has(id)
  }

  /** Before the outcomes of a tick are judged: whether we believe them. `verdictOf` tells of the time before them. */
  witness(ended: readonly EndedProbe[], plan: ServicePlan, verdictOf: VerdictOf, nowMs: number): void {
    if (this.#tally?.plan !== plan) {
      this.#tally = { plan, counts: new Tally(plan, verdictOf) }
      for (const id of this.#doubted.keys()) if (!plan.targets.has(id)) this.#forget(id)
    }
    const { counts } = this.#tally
    let hasPassed = false
    for (const { targetId, outcome } of ended) {
      if (!plan.targets.has(targetId)) continue
      const state: State = verdictOf(targetId)?.state ?? 'unknown'
      counts.note(targetId, isGood(outcome), state)
      hasPassed ||= isGood(outcome) && counts.isWitness(targetId)
    }
    const trust = judgeTrust(this.#trust, counts.census, hasPassed, nowMs)
    if (trust.state !== this.#trust.state) this.#revision++
    this.#trust = trust
  }

  /** For judgeOutcomes. */
  doubtsFall(plan: ServicePlan): DoubtsFall {
    return (id, before, nowMs, verdictOf) => {
      this.#unheard.delete(id)
      if (this.#trust.state === 'doubt' || blamed(id, plan, verdictOf).length > 0) return true
      const sinceMs = failingSinceMs(before, nowMs)
      const isVouchedFor = plan.canaries.has(id) || hasCanaryPassed(plan, verdictOf, sinceMs)
      const isHeard = isVouchedFor && isCleared(id, plan, verdictOf, sinceMs)
      if (isHeard || nowMs - (this.#doubted.get(id) ?? nowMs) > MAX_ASKING_MS) return false
      this.#unheard.add(id)
      return true
    }
  }

  /** Takes note of what was judged, for the trust of `before`; the targets whose probes must not wait for their turn. */
  follow(
    ended: readonly EndedProbe[],
    { verdicts, doubted }: Judgement,
    plan: ServicePlan,
    verdictOf: VerdictOf,
    before: Trust,
    nowMs: number,
  ): ReadonlySet<string> {
    for (const id of verdicts.keys())
      if (!doubted.has(id)) this.#forget(id)
      else if (!this.#doubted.has(id)) {
        this.#doubted.set(id, nowMs)
        this.#revision++
      }
    const wanted = new Set(before.state === this.#trust.state ? [] : this.#askedByTurn(nowMs))
    for (const { targetId, outcome } of ended) {
      if (isGood(outcome)) {
        const isCanary = plan.canaries.has(targetId)
        const heard = isCanary ? this.#unheard : (plan.dependentsOf.get(targetId) ?? [])
        for (const id of heard) if (isCanary || this.#doubted.has(id)) wanted.add(id)
      } else if (this.#isAsking(targetId, verdicts.get(targetId), plan)) {
        for (const id of neededToAsk(targetId, plan, verdictOf)) wanted.add(id)
        for (const id of canariesToAsk(plan, verdictOf)) wanted.add(id)
      }
    }
    return wanted
  }

  /** On its way down, or held up there because nobody was heard; one whose case is known asks nobody. */
  #isAsking(id: string, verdict: Verdict | undefined, plan: ServicePlan): boolean {
    if (verdict === undefined || verdict.state === 'down' || this.#trust.state === 'doubt') return false
    const fall = plan.targets.get(id)?.timing.fall ?? 0
    return this.#unheard.has(id) || verdict.bads < fall
  }

  #forget(id: string): void {
    if (this.#doubted.delete(id)) this.#revision++
    this.#unheard.delete(id)
  }

  /** Who could clear the doubt; once it is cleared, every target that was doubted, whose needs are then asked anew. */
  #askedByTurn(nowMs: number): Iterable<string> {
    if (this.#trust.state === 'doubt') return this.#tally?.counts.witnesses() ?? []
    for (const id of this.#doubted.keys()) this.#doubted.set(id, nowMs)
    return this.#doubted.keys()
  }
}
