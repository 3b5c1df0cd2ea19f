// Folds the outcomes of one tick into verdicts: what the store, the publisher and the log are told. Pure.
import { isHeld } from '../health/flap.ts'
import { changeWithinMs } from '../health/next-probe.ts'
import type { Outcome } from '../health/outcome.ts'
import type { Target } from '../health/target.ts'
import { isHeldBack, judge, type State, UNKNOWN_VERDICT, type Verdict } from '../health/verdict.ts'

export interface EndedProbe {
  readonly targetId: string
  readonly outcome: Outcome
}

/** A change of a target's state; kept for ever. */
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
}

export function judgeOutcomes(
  ended: readonly EndedProbe[],
  targets: ReadonlyMap<string, Target>,
  known: ReadonlyMap<string, Verdict>,
  nowMs: number,
): Judgement {
  const verdicts = new Map<string, Verdict>()
  const changes: VerdictChange[] = []
  const stirred = new Set<string>()
  for (const { targetId, outcome } of ended) {
    const target = targets.get(targetId)
    if (target === undefined) continue
    const before = verdicts.get(targetId) ?? known.get(targetId) ?? UNKNOWN_VERDICT
    const after = judge(before, outcome, target.timing, nowMs)
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
  return { verdicts, changes, stirred }
}

function heldUntil({ damping }: Verdict, nowMs: number): Pick<VerdictChange, 'heldUntilMs'> {
  const untilMs = damping?.hold?.untilMs
  return untilMs !== undefined && isHeld(damping, nowMs) ? { heldUntilMs: untilMs } : {}
}
