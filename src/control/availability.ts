// Whether a member may be answered: its checks on its address, and the host that it follows. Pure.
import type { MemberHealth } from '../answer/publish.ts'
import { checkState, passes } from '../health/composite.ts'
import { changeWithinMs } from '../health/next-probe.ts'
import { isHeldBack, type State, UNKNOWN_VERDICT, type Verdict } from '../health/verdict.ts'
import type { MemberNeeds, NeededCheck, ServicePlan } from './service-plan.ts'

export type VerdictOf = (targetId: string) => Verdict | undefined

/** Hosts that follow hosts: deeper chains are taken as available. */
export const MAX_FOLLOW_DEPTH = 8

const ALWAYS: MemberHealth = { available: true, sinceMs: 0, changeWithinMs: undefined }

export function memberHealth(
  needs: MemberNeeds,
  plan: ServicePlan,
  verdictOf: VerdictOf,
  depth = 0,
): MemberHealth {
  let health = ALWAYS
  for (const check of needs.checks) health = bothOf(health, checkHealth(check, plan, verdictOf))
  if (needs.host === undefined || needs.host.always || depth >= MAX_FOLLOW_DEPTH) return health
  const addresses = needs.host.pools.flatMap((key) => plan.pools.get(key)?.needs ?? [])
  return bothOf(health, anyOf(addresses.map((one) => memberHealth(one, plan, verdictOf, depth + 1))))
}

function checkHealth(check: NeededCheck, plan: ServicePlan, verdictOf: VerdictOf): MemberHealth {
  const verdictOn = (probed: string): Verdict =>
    verdictOf(check.targetOf.get(probed) ?? '') ?? UNKNOWN_VERDICT
  const state = checkState(check.name, check.checks, (probed) => verdictOn(probed).state)
  /** As it would be without flap damping. */
  const unheld = (probed: string): State => {
    const verdict = verdictOn(probed)
    const timing = plan.targets.get(check.targetOf.get(probed) ?? '')?.timing
    return timing !== undefined && isHeldBack(verdict, timing) ? 'up' : verdict.state
  }
  let sinceMs = 0
  let soonestMs: number | undefined
  for (const [probed, id] of check.targetOf) {
    const verdict = verdictOn(probed)
    const timing = plan.targets.get(id)?.timing
    sinceMs = Math.max(sinceMs, verdict.sinceMs)
    if (timing !== undefined) soonestMs = lesser(soonestMs, changeWithinMs(verdict, timing))
  }
  const available = passes(state)
  const degraded = state === 'degraded'
  const held = !available && passes(checkState(check.name, check.checks, (probed) => unheld(probed)))
  return { available, degraded, held, sinceMs, changeWithinMs: soonestMs }
}

function bothOf(a: MemberHealth, b: MemberHealth): MemberHealth {
  const available = a.available && b.available
  const isUsable = (one: MemberHealth): boolean => one.available || one.held === true
  return {
    available,
    held: !available && isUsable(a) && isUsable(b),
    degraded: a.degraded === true || b.degraded === true,
    sinceMs: Math.max(a.sinceMs, b.sinceMs),
    changeWithinMs: lesser(a.changeWithinMs, b.changeWithinMs),
  }
}

/** A host is available while one of its addresses is; without any address, nothing is known against it. */
function anyOf(addresses: readonly MemberHealth[]): MemberHealth {
  if (addresses.length === 0) return ALWAYS
  const available = addresses.filter((one) => one.available)
  const decisive = available.length > 0 ? available : addresses
  return {
    available: available.length > 0,
    held: available.length === 0 && addresses.some((one) => one.held === true),
    degraded: decisive.every((one) => one.degraded === true),
    sinceMs:
      available.length > 0
        ? Math.min(...decisive.map((one) => one.sinceMs))
        : Math.max(...decisive.map((one) => one.sinceMs)),
    changeWithinMs: addresses.reduce<number | undefined>(
      (least, one) => lesser(least, one.changeWithinMs),
      undefined,
    ),
  }
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b
  return b === undefined ? a : Math.min(a, b)
}
