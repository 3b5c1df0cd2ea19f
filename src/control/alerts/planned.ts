// What people have planned: whether a target or a member is out of service by a window or an override, and why. Pure.
import type { Alert } from '../../alert/alert.ts'
import type { Override } from '../../store/overrides.ts'
import type { Daemon } from '../daemon.ts'
import { memberHealth } from '../plan/availability.ts'
import { drainAt } from '../plan/drain.ts'
import type { MemberNeeds, PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import { inMaintenance } from '../settle/maintenance-acts.ts'
import { memberName } from '../settle/stale.ts'
import { poolNamed } from './pools-by-name.ts'

export type PlannedFacts = Pick<Daemon, 'service' | 'verdicts' | 'overrides' | 'windowOf'>

export interface Planned {
  /** Of a target: it is expected to fail; undefined: nobody has taken it out. */
  readonly whyOut: (target: string) => string | undefined
  /** Of an alert: what it tells of is expected. A pool is no plan, and of the rest nobody has to be told twice. */
  readonly whyHeld: (alert: Pick<Alert, 'kind' | 'target'>) => string | undefined
  /** Of a pool: every member that is not healthy is so by plan; undefined: one is by itself, or none is out. */
  readonly whyPoor: (planned: PlannedPool) => string | undefined
}

/** At one moment; for as many questions as there are at that moment. */
export function plannedAt({ service, verdicts, overrides, windowOf }: PlannedFacts, nowMs: number): Planned {
  const { plan } = service
  const overridden = overrides.overridden(plan, nowMs)
  const drainOf = drainAt(windowOf, nowMs)
  const closed = inMaintenance(plan.maintenance, windowOf, nowMs)

  const whyMember = (
    { maintenance, checks }: MemberNeeds,
    said: Override | undefined,
  ): string | undefined => {
    // A person's word about the member goes before a window.
    if (said !== undefined) return whyOverridden(said)
    const { untilMs, why } = drainOf(maintenance)
    if (untilMs !== undefined) return whyClosed(why)
    for (const { targetOf } of checks)
      for (const id of targetOf.values()) {
        const forced = whyOverridden(overridden.targets.get(id))
        if (forced !== undefined) return forced
      }
    return undefined
  }
  const whyOutOf = (needs: MemberNeeds): string | undefined =>
    whyMember(needs, overridden.members.get(needs)?.override)

  const whyOut = (id: string): string | undefined => {
    const said = overridden.targets.get(id)
    if (said !== undefined) return whyOverridden(said)
    const address = plan.targets.get(id)?.address
    const why = address === undefined ? undefined : closed.get(address)
    if (why !== undefined) return whyClosed(why)
    return overridden.members.size === 0 ? undefined : whyAll(membersOf(id, plan), whyOutOf)
  }
  const verdictOf = (id: string) => verdicts.get(id)
  const whyPoor = ({ needs }: PlannedPool): string | undefined => {
    const reasons = needs.map(whyOutOf)
    const isByItself = (one: MemberNeeds, at: number): boolean =>
      reasons[at] === undefined && !memberHealth(one, plan, verdictOf).available
    return needs.some(isByItself) ? undefined : reasons.find((why) => why !== undefined)
  }
  const whyHeld = ({ kind, target }: Pick<Alert, 'kind' | 'target'>): string | undefined => {
    if (kind === 'target') return whyOut(target)
    const needs = kind === 'standby' ? memberNamed(target, plan) : undefined
    return needs && whyOutOf(needs)
  }
  return { whyOut, whyHeld, whyPoor }
}

function whyOverridden(override: Override | undefined): string | undefined {
  if (override === undefined || override.decree === 'force-up') return undefined
  const { decree, who, why } = override
  return `${decree === 'drain' ? 'drained' : 'forced down'} by ${who}${why === '' ? '' : `: ${why}`}`
}

function whyClosed(why: string | undefined): string {
  return why === undefined || why === '' ? 'in maintenance' : `in maintenance: ${why}`
}

/** A target without members, such as a router that others need, is not taken out with any. */
function whyAll(
  members: Iterable<MemberNeeds>,
  whyOutOf: (needs: MemberNeeds) => string | undefined,
): string | undefined {
  let first: string | undefined
  for (const needs of members) {
    const why = whyOutOf(needs)
    if (why === undefined) return undefined
    first ??= why
  }
  return first
}

/** `www.corp.example. A 10.1.0.10` */
function memberNamed(member: string, plan: ServicePlan): MemberNeeds | undefined {
  const planned = poolNamed(member, plan)
  return planned?.needs.find((_, at) => memberName(planned, at) === member)
}

/** Those whose own checks it belongs to. */
function* membersOf(id: string, { poolsOf, pools }: ServicePlan): Iterable<MemberNeeds> {
  for (const key of poolsOf.get(id) ?? [])
    for (const needs of pools.get(key)?.needs ?? [])
      if (needs.checks.some(({ targetOf }) => [...targetOf.values()].includes(id))) yield needs
}
