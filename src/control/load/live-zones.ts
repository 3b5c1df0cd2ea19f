// What the control plane keeps of zones that are compiled: all that plan and pools can ever ask for, and nothing else.
import { findDrawnOn, liveZone, type Question, watchZones } from '../../answer/live-zone.ts'
import type { Zone } from '../../zone/zone.ts'
import { type PlannedZone, planService } from '../plan/service-plan.ts'

/** In the order of `zones`; of a zone with a million records and ten pools a few dozen records are left. */
export function liveZones(zones: readonly PlannedZone[], dependents: readonly Question[]): Zone[] {
  const watched = watchZones(zones.map(({ view }) => view))
  findDrawnOn(watched, dependents)
  planService(zones.map(({ zone, view }) => ({ zone, view: watched.zones.get(view.origin) ?? view })))
  return zones.map(({ zone, view }) => liveZone(zone, watched.found.get(view.origin) ?? new Set()))
}
