// A zone with all its records, as only a load knows it, and what goes on from it to those who serve.

import type { Question } from '../../answer/live-zone.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { nameToText } from '../../dns/name.ts'
import { octets32, u32At } from '../../dns/octets.ts'
import { nextSerial } from '../../store/serial.ts'
import type { Zone, ZoneRecord } from '../../zone/zone.ts'
import type { PlannedZone } from '../plan/service-plan.ts'
import { liveZones } from './live-zones.ts'
import type { CompiledZone, FileReport, KeptZone, Loaded, LoadJob, ZoneSummary } from './load-job.ts'
import type { Source, ZoneFile } from './zone-files.ts'

/** A zone with all its records: only the load knows it. */
export interface WholeZone extends PlannedZone {
  readonly summary: ZoneSummary
  readonly sources: readonly Source[]
}

export interface WholeLoad {
  readonly loaded: Loaded
  readonly zones: readonly WholeZone[]
}

export function wholeZone(
  zone: Zone,
  { index, sources }: Pick<ZoneFile, 'index' | 'sources'>,
  given: Omit<ZoneSummary, 'origin' | 'records' | 'pools'>,
  { allowQuery }: LoadJob,
): WholeZone {
  const networks = allowQuery[nameToText(zone.origin).toLowerCase()]
  const view = viewZone(zone, octets32(given.serial), networks, index)
  const { file, contentHash, serial, loadedAtMs, findings, stale } = given
  const counts = { records: zone.records.length, pools: view.pools.size }
  const summary = { file, contentHash, serial, loadedAtMs, findings, stale, origin: zone.origin, ...counts }
  return { zone, view, sources, summary }
}

export function serialFor(zone: Zone, contentHash: string, { stored }: LoadJob): number {
  const known = stored.get(nameToText(zone.origin))
  const { rdata } = zone.records[0] as ZoneRecord
  // Five times four octets end the data of an SOA, the serial first (RFC 1035 §3.3.13).
  return nextSerial(known?.serial, u32At(rdata, rdata.length - 20), known?.contentHash !== contentHash)
}

export function compiledZones(
  zones: readonly Pick<WholeZone, 'zone' | 'view' | 'summary'>[],
  dependents: readonly Question[],
): CompiledZone[] {
  const live = liveZones(zones, dependents)
  return zones.map(({ summary }, i) => ({ ...summary, zone: live[i] as Zone }))
}

export function unchanged({ origin, file, findings }: KeptZone): FileReport {
  return { origin: nameToText(origin), file, result: 'unchanged', findings }
}
