// Folds the outcomes of one tick into verdicts: what the store, the publisher and the log are told. Pure.
import { isHeld } from '../../health/flap.ts'
import { changeWithinMs } from '../../health/next-probe.ts'
import type { Outcome } from '../../health/outcome.ts'
import type { Target } from '../../health/target.ts'
import { isHeldBack, judge, type State, UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { VerdictOf } from '../plan/availability.ts'

export interface EndedProbe {
  readonly targetId: string
  readonly outcome: Outcome
}

/** Whether a fall is not believed (yet): the target keeps its state. `verdictOf` knows of the outcomes so far. */
export type DoubtsFall = (id: string, before: Verdict, nowMs: number, verdictOf: VerdictOf) => boolean

/** A change of a target's state; kept in the history. */
export interface VerdictChange {
  readonly target: string
  readonly from: State
  readonly to: State
  readonly outcome: Outcome
  /** Wall clock ms until which it is held down for flapping; absent: it is not. */
  readonly heldUntilMs?: number
}

export interface Judgement {
  /** The new verdict of every target that was probed. */
  readonly verdicts: ReadonlyMap<string, Verdict>
  readonly changes: readonly VerdictChange[]
  /** Targets for which the answer or its TTL may change. */
  readonly stirred: ReadonlySet<string>
  /** Those that have failed often enough to be down, and are not believed yet. */
  readonly doubted: ReadonlySet<string>
}

export function judgeOutcomes(
  ended: readonly EndedProbe[],
  targets: ReadonlyMap<string, Target>,
  known: ReadonlyMap<string, Verdict>,
  nowMs: number,
  doubtsFall: DoubtsFall = () => false,
): Judgement {
  const doubted = new Set<string>()
  const verdicts = new Map<string, Verdict>()
  const verdictOf = (id: string): Verdict | undefined => verdicts.get(id) ?? known.get(id)
  const changes: VerdictChange[] = []
  const stirred = new Set<string>()
  for (const { targetId, outcome } of ended) {
    const target = targets.get(targetId)
    if (target === undefined) continue
    const before = verdictOf(targetId) ?? UNKNOWN_VERDICT
    const judged = judge(before, outcome, target.timing, nowMs)
    const falls = judged.state === 'down' && before.state !== 'down'
    const isDoubted = falls && doubtsFall(targetId, before, nowMs, verdictOf)
    const after = isDoubted ? unfallen(before, judged) : judged
    doubted.delete(targetId)
    if (isDoubted) doubted.add(targetId)
    verdicts.set(targetId, after)
    if (after.state !== before.state)
      changes.push({
        target: targetId,
        from: before.state,
        to: after.state,
        outcome,
        ...heldUntil(after, nowMs),
      })
    if (
      after.state !== before.state ||
      changeWithinMs(after, target.timing) !== changeWithinMs(before, target.timing) ||
      isHeldBack(after, target.timing) !== isHeldBack(before, target.timing)
    )
      stirred.add(targetId)
  }
  return { verdicts, changes, stirred, doubted }
}

/** With the failure, but without the change; flap damping does not count it either. */
function unfallen(before: Verdict, { damping: _, ...judged }: Verdict): Verdict {
  const { state, sinceMs, damping } = before
  return { ...judged, state, sinceMs, ...(damping === undefined ? {} : { damping }) }
}

function heldUntil({ damping }: Verdict, nowMs: number): Pick<VerdictChange, 'heldUntilMs'> {
  const untilMs = damping?.hold?.untilMs
  return untilMs !== undefined && isHeld(damping, nowMs) ? { heldUntilMs: untilMs } : {}
}
