// The plan of a zone and the verdicts on its targets, under a clock that stands until a test moves it.
import { memberHealth } from '../../../src/control/plan/availability.ts'
import { planService, type ServicePlan } from '../../../src/control/plan/service-plan.ts'
import { Belief } from '../../../src/control/settle/belief.ts'
import { judgeOutcomes, type VerdictChange } from '../../../src/control/settle/judge-outcomes.ts'
import type { Outcome } from '../../../src/health/outcome.ts'
import type { Verdict } from '../../../src/health/verdict.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

export class Judging {
  readonly plan: ServicePlan
  readonly verdicts = new Map<string, Verdict>()
  readonly changes: string[] = []
  readonly #belief = new Belief()
  nowMs = 1_000_000

  constructor(lines: string) {
    const zone = exampleZone(lines)
    this.plan = planService([{ zone, view: viewOf(zone) }])
  }

  /** One tick later these probes end, `+id` good and `-id` bad; the ids of the probes that are wanted at once, sorted. */
  tick(...ends: readonly string[]): string[] {
    this.nowMs += 100
    const ended = ends.map((end) => ({ targetId: end.slice(1), outcome: end.startsWith('+') ? GOOD : BAD }))
    const { plan, verdicts, nowMs } = this
    const verdictOf = (id: string) => verdicts.get(id)
    const { trust } = this.#belief
    this.#belief.witness(ended, plan, verdictOf, nowMs)
    const judged = judgeOutcomes(ended, plan.targets, verdicts, nowMs, this.#belief.doubtsFall(plan))
    for (const [id, verdict] of judged.verdicts) verdicts.set(id, verdict)
    this.changes.push(...judged.changes.map(changeText))
    return [...this.#belief.follow(ended, judged, plan, verdictOf, trust, nowMs)].sort()
  }

  get trust(): string {
    return this.#belief.trust.state
  }

  /** Whether each member of the zone's pools may be answered, in the order of the file. */
  available(): boolean[] {
    return [...this.plan.pools.values()].flatMap(({ needs }) =>
      needs.map((one) => memberHealth(one, this.plan, (id) => this.verdicts.get(id)).available),
    )
  }
}

const GOOD: Outcome = { ending: 'ok', detail: '', latencyMs: 1 }
const BAD: Outcome = { ending: 'timeout', detail: '', latencyMs: 1000 }

function changeText({ target, from, to }: VerdictChange): string {
  return `${target} ${from} ${to}`
}
