// Counts what the last outcomes of all targets show, one outcome at a time: the census of health/doubt.ts.
import type { Census } from '../../health/doubt.ts'
import { isGood } from '../../health/outcome.ts'
import { isServing } from '../../health/state.ts'
import type { State } from '../../health/verdict.ts'
import type { VerdictOf } from '../plan/availability.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import { groupTargets } from './groups.ts'

/** As Census.counted says: a target that was not up before it failed is gone, and counts no more. */
type Standing = 'passing' | 'failing' | 'gone'

export class Tally {
  readonly #canaries: ReadonlySet<string>
  readonly #groupOf: ReadonlyMap<string, number>
  readonly #standings = new Map<string, Standing>()
  readonly #failingIn = new Map<number, number>()
  readonly #canariesFailing = new Set<string>()
  #counted = 0
  #failing = 0

  /** Begins with the verdicts that are known, after a restart or a reload. */
  constructor(plan: ServicePlan, verdictOf: VerdictOf) {
    this.#canaries = plan.canaries
    this.#groupOf = groupTargets(plan)
    for (const id of plan.targets.keys()) {
      const verdict = verdictOf(id)
      if (verdict?.last !== undefined) this.note(id, isGood(verdict.last), verdict.state)
    }
  }

  get census(): Census {
    return {
      canaries: this.#canaries.size,
      canariesFailing: this.#canariesFailing.size,
      counted: this.#counted,
      failing: this.#failing,
      failingGroups: this.#failingIn.size,
    }
  }

  /** `before` is the state that the probe found. */
  note(id: string, hasPassed: boolean, before: State): void {
    if (this.#canaries.has(id)) {
      if (hasPassed) this.#canariesFailing.delete(id)
      else this.#canariesFailing.add(id)
      return
    }
    this.#take(id)
    const standing = hasPassed ? 'passing' : isServing(before) ? 'failing' : 'gone'
    this.#standings.set(id, standing)
    if (standing !== 'gone') this.#counted++
    if (standing === 'failing') this.#countFailing(id, 1)
  }

  isWitness(id: string): boolean {
    return this.#canaries.size === 0 || this.#canaries.has(id)
  }

  /** Whose probes would show most: the canaries, or else some targets that pass. */
  witnesses(): string[] {
    if (this.#canaries.size > 0) return [...this.#canaries]
    const witnesses: string[] = []
    for (const [id, standing] of this.#standings) {
      if (witnesses.length === MAX_WITNESSES) break
      if (standing === 'passing') witnesses.push(id)
    }
    return witnesses
  }

  #take(id: string): void {
    const before = this.#standings.get(id)
    if (before !== undefined && before !== 'gone') this.#counted--
    if (before === 'failing') this.#countFailing(id, -1)
  }

  #countFailing(id: string, step: 1 | -1): void {
    this.#failing += step
    const group = this.#groupOf.get(id) ?? -1
    const count = (this.#failingIn.get(group) ?? 0) + step
    if (count > 0) this.#failingIn.set(group, count)
    else this.#failingIn.delete(group)
  }
}

const MAX_WITNESSES = 16
