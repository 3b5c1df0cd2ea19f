// What is in service between two loads of the zones: the plan and the publications.
import type { Catalog } from '../../answer/catalog.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { nameToText } from '../../dns/name.ts'
import { octets32 } from '../../dns/octets.ts'
import type { Maintenance, Network, TimeWindow } from '../../zone/zone.ts'
import type { CompiledZone } from '../load/load-job.ts'
import type { VerdictOf } from '../plan/availability.ts'
import type { Overridden } from '../plan/decreed.ts'
import {
  type PlannedPool,
  type PlannedZone,
  planService,
  planSteps,
  type ServicePlan,
} from '../plan/service-plan.ts'
import type { WindowClock } from '../plan/window-clock.ts'
import { Publisher, type StandingsOf } from './publisher.ts'

/** A zone in service; of its records only those that must be at hand (answer/live-zone.ts). */
export interface ServedZone extends CompiledZone, PlannedZone {}

export interface InService {
  readonly zones: readonly ServedZone[]
  readonly plan: ServicePlan
  readonly publisher: Publisher
  readonly catalog: Catalog
}

/** What the clock decides. */
interface Timed {
  readonly windows?: WindowClock
  readonly overrides?: { overridden(plan: ServicePlan, nowMs: number): Overridden }
  /** Beside that of the zones. */
  readonly maintenance?: readonly Maintenance[]
}

/** Zones that are to be in service, and what hangs on what in them: all of it follows from the zones alone. */
export interface Prepared {
  readonly zones: readonly ServedZone[]
  readonly plan: ServicePlan
}

/** A little with each step. `allowQuery` by origin in presentation form. */
export function* prepareZones(
  compiled: readonly CompiledZone[],
  allowQuery: Parameters<typeof servedZone>[1],
  maintenance: readonly Maintenance[],
): Generator<void, Prepared> {
  const zones: ServedZone[] = []
  for (const zone of compiled) {
    zones.push(servedZone(zone, allowQuery))
    yield
  }
  return { zones, plan: yield* planSteps(zones, maintenance) }
}

export function putInService(
  zones: readonly ServedZone[],
  verdictOf: VerdictOf,
  standingsOf: StandingsOf,
  nowMs: number,
  { maintenance, ...timed }: Timed = {},
): InService {
  return publishPrepared(
    { zones, plan: planService(zones, maintenance) },
    verdictOf,
    standingsOf,
    nowMs,
    timed,
  )
}

export function publishPrepared(
  { zones, plan }: Prepared,
  verdictOf: VerdictOf,
  standingsOf: StandingsOf,
  nowMs: number,
  { windows, overrides }: Omit<Timed, 'maintenance'>,
): InService {
  windows?.set(windowsOf(plan), nowMs)
  const overriddenAt = overrides && ((atMs: number) => overrides.overridden(plan, atMs))
  const publisher = new Publisher(plan, verdictOf, standingsOf, nowMs, windows?.factOf, overriddenAt)
  return {
    zones,
    plan,
    publisher,
    catalog: { zones: plan.views, publicationOf: (pool) => publisher.publicationOf(pool) },
  }
}

/** Those on which some answer may hang. */
export function windowsOf({ pools, maintenance }: ServicePlan): TimeWindow[] {
  const ofFailback = [...pools.values()].flatMap(({ pool }) => pool.options.failbackWindow ?? [])
  return [...ofFailback, ...maintenance.map(({ window }) => window)]
}

/** `allowQuery` by origin in presentation form. */
export function servedZone(
  compiled: CompiledZone,
  allowQuery: Readonly<Record<string, readonly Network[]>>,
): ServedZone {
  const { zone, serial } = compiled
  const networks = allowQuery[nameToText(zone.origin).toLowerCase()]
  return { ...compiled, view: viewZone(zone, octets32(serial), networks) }
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
