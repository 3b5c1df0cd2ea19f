// What is in service between two loads of the zones: the plan and the publications.
import type { Catalog } from '../answer/catalog.ts'
import type { VerdictOf } from './availability.ts'
import { Publisher, type StandingsOf } from './publisher.ts'
import { type PlannedPool, planService, type ServicePlan } from './service-plan.ts'
import type { LoadedZone } from './zone-set.ts'

export interface InService {
  readonly zones: readonly LoadedZone[]
  readonly plan: ServicePlan
  readonly publisher: Publisher
  readonly catalog: Catalog
}

export function putInService(
  zones: readonly LoadedZone[],
  verdictOf: VerdictOf,
  standingsOf: StandingsOf,
  nowMs: number,
): InService {
  const plan = planService(zones)
  const publisher = new Publisher(plan, verdictOf, standingsOf, nowMs)
  return {
    zones,
    plan,
    publisher,
    catalog: { zones: plan.views, publicationOf: (pool) => publisher.publicationOf(pool) },
  }
}

export function zoneOfPool(service: InService, planned: PlannedPool): LoadedZone {
  return service.zones.find(({ view }) => view.origin === planned.origin) as LoadedZone
}

/** Before a reload the pool had these standings; they go on when its members are still the same ones in number. */
export function standingsKept(planned: PlannedPool, before: InService): ReturnType<StandingsOf> {
  const known = before.plan.pools.get(planned.pool.key)
  if (known === undefined) return undefined
  const sameMembers =
    known.pool.members.length === planned.pool.members.length &&
    known.pool.members.every(({ record }, i) => record.rdata === planned.pool.members[i]?.record.rdata)
  const sameClasses = known.pool.classes.length === planned.pool.classes.length
  return sameMembers && sameClasses ? before.publisher.publicationOf(known.pool).standings : undefined
}
