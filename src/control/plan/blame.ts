// Whether a failure is a target's own, or that of a check which it needs (`needs=`). Pure.
//
//   the needed check       a target that fails `fall` times
//   is down                keeps its verdict, and is not answered: the failure counts as the needed check's
//   was not seen to pass   keeps its verdict for now; the needed check is probed at once, and then it again
//   since that failure
//   has passed since       is down by itself
import { checkState, MAX_CHECK_DEPTH } from '../../health/composite.ts'
import { isGood } from '../../health/outcome.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { VerdictOf } from './availability.ts'
import type { NeededCheck, ServicePlan } from './service-plan.ts'

type Needs = Pick<ServicePlan, 'needsOf'>
type Canaries = Pick<ServicePlan, 'canaries'>

/** The targets that are down below what a target needs: they bear its failures. Empty: nothing that it needs is down. */
export function blamed(id: string, plan: Needs, verdictOf: VerdictOf, depth = 0): string[] {
  if (depth > MAX_CHECK_DEPTH) return []
  return (plan.needsOf.get(id) ?? []).flatMap((need) => {
    if (isPassing(need, (one) => isUp(one, plan, verdictOf, depth + 1))) return []
    return [...need.targetOf.values()].flatMap((one) => {
      if (verdictOf(one)?.state === 'down') return [one]
      return blamed(one, plan, verdictOf, depth + 1)
    })
  })
}

/** Whether everything that a target needs was seen to pass after `afterMs`; wall clock. */
export function isCleared(id: string, plan: Needs, verdictOf: VerdictOf, afterMs: number): boolean {
  return (plan.needsOf.get(id) ?? []).every((need) =>
    isPassing(need, (one) => hasPassedAfter(verdictOf(one), afterMs)),
  )
}

/** Whether some canary was seen to pass after `afterMs`, so that it is not we who are cut off; wall clock. No canaries vouch. */
export function hasCanaryPassed({ canaries }: Canaries, verdictOf: VerdictOf, afterMs: number): boolean {
  return canaries.size === 0 || [...canaries].some((id) => hasPassedAfter(verdictOf(id), afterMs))
}

/** Those that pass as far as is known: at a target's first failure, so that none falls before we know of ourselves. */
export function canariesToAsk({ canaries }: Canaries, verdictOf: VerdictOf): string[] {
  return [...canaries].filter((id) => {
    const last = verdictOf(id)?.last
    return last === undefined || isGood(last)
  })
}

function hasPassedAfter({ last, lastAtMs }: Verdict = UNKNOWN_VERDICT, afterMs: number): boolean {
  return last !== undefined && isGood(last) && lastAtMs !== undefined && lastAtMs > afterMs
}

/** What a target needs and has passed after this moment does not bear the failure at hand; wall clock. */
export function failingSinceMs({ bads, lastAtMs }: Verdict, nowMs: number): number {
  return bads > 0 ? (lastAtMs ?? nowMs) : nowMs
}

/** Of the targets below what a target needs, those whose last probe passed: only these may be wrong about themselves. */
export function neededToAsk(id: string, plan: Needs, verdictOf: VerdictOf): string[] {
  return (plan.needsOf.get(id) ?? [])
    .flatMap(({ targetOf }) => [...targetOf.values()])
    .filter((one) => {
      const { last } = verdictOf(one) ?? UNKNOWN_VERDICT
      return last === undefined || isGood(last)
    })
}

function isUp(id: string, plan: Needs, verdictOf: VerdictOf, depth: number): boolean {
  return verdictOf(id)?.state !== 'down' && blamed(id, plan, verdictOf, depth).length === 0
}

function isPassing(need: NeededCheck, passes: (targetId: string) => boolean): boolean {
  const state = checkState(need.name, need.checks, (probed) =>
    passes(need.targetOf.get(probed) ?? '') ? 'up' : 'down',
  )
  return state !== 'down'
}
