// Which members that are not answered have not been well for long: what they would be worth is a mere hope. Pure.

import { printRdata } from '../../dns/rdata/text.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import { momentText } from '../desk/moment.ts'
import { memberHealth, type VerdictOf } from '../plan/availability.ts'
import { poolName } from '../plan/pool-name.ts'
import { type PlannedPool, type ServicePlan, targetsOf } from '../plan/service-plan.ts'
import type { Publisher } from '../publish/publisher.ts'

/** What is in service, as far as it matters here. */
export interface Published {
  readonly plan: ServicePlan
  readonly publisher: Pick<Publisher, 'publicationOf'>
}

/** Times are wall clock ms. */
export interface Patience {
  readonly verdictOf: VerdictOf
  readonly nowMs: number
  /** A standby may go so long without having been well. */
  readonly staleMs: number
  /** Since when we look: of a target that has not been probed since, nothing is known. */
  readonly lookingSinceMs: number
}

/** By the name of the member, what of it has not passed for long. */
export type StaleMembers = ReadonlyMap<string, string>

/** As a person names it after `failover drain`: `www.corp.example. A 10.2.0.10`. */
export function memberName(planned: PlannedPool, index: number): string {
  const record = planned.pool.members[index]?.record
  return `${poolName(planned)} ${record === undefined ? '' : printRdata(record.type, record.rdata)}`
}

/**
 * By pool key, without the pools that have none. `before`: those that were stale already remain so until they are well,
 * also when they are answered meanwhile, and while they have not been probed since we look.
 */
export function staleMembers(
  { plan, publisher }: Published,
  patience: Patience,
  before: ReadonlyMap<string, StaleMembers>,
): Map<string, StaleMembers> {
  const stale = new Map<string, StaleMembers>()
  for (const key of new Set([...before.keys(), ...poolsInQuestion(plan, patience)])) {
    const planned = plan.pools.get(key)
    if (planned === undefined || planned.needs.length < 2) continue
    const { published } = publisher.publicationOf(planned.pool)
    const members = planned.needs.flatMap((_, i): [string, string][] => {
      const name = memberName(planned, i)
      const wasStale = before.get(key)?.has(name) === true
      const own = wasStale ? { ...patience, lookingSinceMs: 0 } : patience
      const isStandby = published[i] !== true || wasStale
      return isStandby && isUnproved(planned, i, plan, own)
        ? [[name, unprovedText(planned, i, plan, own)]]
        : []
    })
    if (members.length > 0) stale.set(key, new Map(members))
  }
  return stale
}

/** In a sound service there are none: only what hangs on a target that has not passed for long. */
function poolsInQuestion(plan: ServicePlan, patience: Patience): Set<string> {
  const old = [...plan.targets.keys()].filter((id) => isOld(id, patience))
  return new Set(old.flatMap((id) => [...(plan.poolsOf.get(id) ?? [])]))
}

/** One that has never passed counts from its first probe. */
function isOld(id: string, { verdictOf, nowMs, staleMs, lookingSinceMs }: Patience): boolean {
  const { lastAtMs = 0, passedAtMs, firstAtMs = nowMs } = verdictOf(id) ?? UNKNOWN_VERDICT
  return lastAtMs >= lookingSinceMs && (passedAtMs ?? firstAtMs) <= nowMs - staleMs
}

/** It could not be answered even if everything passed now that has passed lately. */
function isUnproved({ needs }: PlannedPool, index: number, plan: ServicePlan, patience: Patience): boolean {
  const lately = (id: string): Verdict => {
    return { ...UNKNOWN_VERDICT, state: isOld(id, patience) ? 'down' : 'up' }
  }
  const own = needs[index]
  return own !== undefined && !memberHealth(own, plan, lately).available
}

/** Targets that are named for one member. */
const MAX_NAMED = 3

function unprovedText(planned: PlannedPool, index: number, plan: ServicePlan, patience: Patience): string {
  const own = { ...planned, needs: planned.needs.slice(index, index + 1) }
  const old = [...targetsOf(own, plan.pools, plan.needsOf)].filter((id) => isOld(id, patience))
  const named = old.slice(0, MAX_NAMED).map((id) => {
    const { passedAtMs, firstAtMs = patience.nowMs } = patience.verdictOf(id) ?? UNKNOWN_VERDICT
    return passedAtMs === undefined
      ? `${id} has never passed since ${momentText(firstAtMs)}`
      : `${id} last passed at ${momentText(passedAtMs)}`
  })
  const more = old.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}
