// Whether a member may be answered: its checks on its address, and the host that it follows. Pure.
import type { MemberHealth } from '../../answer/publish.ts'
import { checkState, MAX_CHECK_DEPTH, passes } from '../../health/composite.ts'
import { changeWithinMs } from '../../health/next-probe.ts'
import { isHeldBack, type State, UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import { type Decreed, memberOverruled, NOTHING_DECREED, targetOverruled } from './decreed.ts'
import type { MemberNeeds, NeededCheck, ServicePlan } from './service-plan.ts'

export type VerdictOf = (targetId: string) => Verdict | undefined

/** Hosts that follow hosts: deeper chains are taken as available. */
export const MAX_FOLLOW_DEPTH = 8

const ALWAYS: MemberHealth = { available: true, sinceMs: 0, changeWithinMs: undefined }

export function memberHealth(
  needs: MemberNeeds,
  plan: ServicePlan,
  verdictOf: VerdictOf,
  decreed: Decreed = NOTHING_DECREED,
  depth = 0,
): MemberHealth {
  return memberOverruled(ownHealth(needs, { plan, verdictOf, decreed }, depth), needs, decreed)
}

interface Known {
  readonly plan: ServicePlan
  readonly verdictOf: VerdictOf
  readonly decreed: Decreed
}

/** As it is when nobody says anything of the member itself. */
function ownHealth(needs: MemberNeeds, known: Known, depth: number): MemberHealth {
  const { plan, verdictOf, decreed } = known
  const { untilMs, nextMs } = decreed.drainOf(needs.maintenance)
  let health: MemberHealth = { ...ALWAYS, drainedUntilMs: untilMs, drainsAtMs: nextMs }
  for (const check of needs.checks) health = bothOf(health, checkHealth(check, known))
  if (needs.host === undefined || needs.host.always || depth >= MAX_FOLLOW_DEPTH) return health
  const addresses = needs.host.pools.flatMap((key) => plan.pools.get(key)?.needs ?? [])
  return bothOf(health, anyOf(addresses.map((one) => memberHealth(one, plan, verdictOf, decreed, depth + 1))))
}

function checkHealth(check: NeededCheck, known: Known, depth = 0): MemberHealth {
  const healthOf = new Map<string, MemberHealth>()
  for (const [probed, id] of check.targetOf) healthOf.set(probed, targetHealth(id, known, depth))
  const stateOf = (probed: string): State => {
    if (healthOf.get(probed)?.available === false) return 'down'
    const id = check.targetOf.get(probed) ?? ''
    return known.decreed.overridden.targets.has(id) ? 'up' : (known.verdictOf(id)?.state ?? 'unknown')
  }
  /** As it would be without flap damping. */
  const unheld = (probed: string): State => (healthOf.get(probed)?.held === true ? 'up' : stateOf(probed))
  const state = checkState(check.name, check.checks, stateOf)
  const all = [...healthOf.values()].reduce(bothOf, ALWAYS)
  const { sinceMs, changeWithinMs: soonestMs, drainsAtMs } = all
  const available = passes(state)
  const held = !available && passes(checkState(check.name, check.checks, unheld))
  const isForcedDown = !available && all.isForcedDown === true
  const degraded = state === 'degraded'
  return { available, degraded, held, isForcedDown, sinceMs, changeWithinMs: soonestMs, drainsAtMs }
}

function targetHealth(id: string, known: Known, depth: number): MemberHealth {
  return targetOverruled(measuredHealth(id, known, depth), id, known.decreed)
}

/** Whoever cannot reach a target through a dead router is not to be sent there: it is unavailable while a need is. */
function measuredHealth(id: string, known: Known, depth: number): MemberHealth {
  const { plan, verdictOf } = known
  const verdict = verdictOf(id) ?? UNKNOWN_VERDICT
  const timing = plan.targets.get(id)?.timing
  const own: MemberHealth = {
    available: passes(verdict.state),
    held: timing !== undefined && isHeldBack(verdict, timing),
    sinceMs: verdict.sinceMs,
    changeWithinMs: timing && changeWithinMs(verdict, timing),
  }
  const needs = depth < MAX_CHECK_DEPTH ? (plan.needsOf.get(id) ?? []) : []
  return needs.map((need) => checkHealth(need, known, depth + 1)).reduce(bothOf, own)
}

function bothOf(a: MemberHealth, b: MemberHealth): MemberHealth {
  const available = a.available && b.available
  const isUsable = (one: MemberHealth): boolean => one.available || one.held === true
  return {
    available,
    held: !available && isUsable(a) && isUsable(b),
    degraded: a.degraded === true || b.degraded === true,
    isForcedDown: a.isForcedDown === true || b.isForcedDown === true,
    sinceMs: Math.max(a.sinceMs, b.sinceMs),
    changeWithinMs: lesser(a.changeWithinMs, b.changeWithinMs),
    drainedUntilMs: greater(a.drainedUntilMs, b.drainedUntilMs),
    drainsAtMs: lesser(a.drainsAtMs, b.drainsAtMs),
  }
}

/** A host is available while one of its addresses is; without any address, nothing is known against it. */
function anyOf(addresses: readonly MemberHealth[]): MemberHealth {
  if (addresses.length === 0) return ALWAYS
  const available = addresses.filter((one) => one.available)
  const inService = available.filter((one) => one.drainedUntilMs === undefined)
  const decisive = available.length > 0 ? available : addresses
  return {
    available: available.length > 0,
    held: available.length === 0 && addresses.some((one) => one.held === true),
    degraded: decisive.every((one) => one.degraded === true),
    isForcedDown: addresses.every((one) => one.isForcedDown === true),
    sinceMs:
      available.length > 0
        ? Math.min(...decisive.map((one) => one.sinceMs))
        : Math.max(...decisive.map((one) => one.sinceMs)),
    changeWithinMs: addresses.reduce<number | undefined>(
      (least, one) => lesser(least, one.changeWithinMs),
      undefined,
    ),
    // A host is out while all of its addresses are, and goes out when the last one does.
    drainedUntilMs: inService.length > 0 ? undefined : least(available.map((one) => one.drainedUntilMs)),
    drainsAtMs: lastOf(inService.map((one) => one.drainsAtMs)),
  }
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b
  return b === undefined ? a : Math.min(a, b)
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b
  return b === undefined ? a : Math.max(a, b)
}

function least(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce(lesser, undefined)
}

/** Undefined while one of them has no time. */
function lastOf(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 || known.length < times.length ? undefined : Math.max(...known)
}
