// `failover simulate --zone`: what another zone file would change in the answers; in a thread, however large the zones are.
import { poolKey } from '../../answer/pool.ts'
import type { Standing } from '../../answer/publish.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { type Name, nameToText } from '../../dns/name.ts'
import { octets32 } from '../../dns/octets.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { Verdict } from '../../health/verdict.ts'
import type { ProbePermits } from '../../probe/probe.ts'
import type { Override } from '../../store/overrides.ts'
import { formatProblem } from '../../zone/print.ts'
import type { Maintenance, Timing, Zone } from '../../zone/zone.ts'
import { type PackedSources, unpackSources } from '../load/packed-sources.ts'
import { checkKinds, KeptReader, readZoneFile, UNJUDGED_KINDS, type ZoneFile } from '../load/zone-files.ts'
import type { SimulateReport } from '../operator.ts'
import { type PlannedZone, planService, type ServicePlan } from '../plan/service-plan.ts'
import { windowFacts } from '../plan/window-facts.ts'
import type { StandingsOf } from '../publish/publisher.ts'
import { differences, foresee, type World } from './forecast.ts'

/** What is in service, as data that crosses to a thread, and the file that might be. */
export interface SimulateZoneJob {
  readonly file: string
  readonly timing: Timing
  readonly permits: ProbePermits
  readonly zones: readonly SimulatedZone[]
  /** Beside that of the zones. */
  readonly maintenance: readonly Maintenance[]
  readonly verdicts: ReadonlyMap<string, Verdict>
  readonly overrides: readonly Override[]
  /** By pool key. */
  readonly standings: ReadonlyMap<string, KnownStandings>
  /** Wall clock ms. */
  readonly nowMs: number
}

export interface SimulatedZone {
  readonly origin: Name
  readonly file: string
  readonly serial: number
  readonly sources: PackedSources
}

/** What a pool with these members answers. */
export interface KnownStandings {
  readonly rdatas: readonly string[]
  readonly standings: readonly Standing[]
}

export function simulateZone(job: SimulateZoneJob): SimulateReport {
  const { file, timing, permits, nowMs } = job
  const read = readZoneFile(file, timing, checkKinds(permits))
  const problems = read.problems.map(formatProblem)
  const { zone } = read
  if (zone === undefined) return { zone: { file, refused: true, problems }, presumed: [], pools: [] }
  const zones = job.zones.map((served) => plannedZone(served, job))
  const now = worldOf(zones, job)
  const then = { ...now, plan: planService(zonesWith(zone, read, zones, job), job.maintenance) }
  const isUnknown = (id: string): boolean => (now.verdictOf(id)?.state ?? 'unknown') === 'unknown'
  return {
    zone: { file, origin: nameToText(zone.origin), refused: false, problems },
    presumed: [...then.plan.targets.keys()].filter(isUnknown),
    pools: differences(foresee(now, nowMs), foresee(then, nowMs), plainIn(zone, now.plan, then.plan)),
  }
}

function worldOf(zones: readonly PlannedZone[], job: SimulateZoneJob): World {
  return {
    plan: planService(zones, job.maintenance),
    verdictOf: (id) => job.verdicts.get(id),
    overrides: job.overrides,
    windowOf: windowFacts(),
    standingsOf: standingsKnown(job),
    dead: new Set(),
  }
}

function plannedZone({ file, serial, sources }: SimulatedZone, { timing }: SimulateZoneJob): PlannedZone {
  const { zone, index } = readZoneFile(file, timing, UNJUDGED_KINDS, new KeptReader(unpackSources(sources)))
  if (zone === undefined) throw new Error(`${file}: what was a zone when it was kept is none now`)
  return { zone, view: viewZone(zone, octets32(serial), undefined, index) }
}

/** In the place of the zone with its origin, or beside the others. */
function zonesWith(
  zone: Zone,
  { index }: Pick<ZoneFile, 'index'>,
  zones: readonly PlannedZone[],
  job: SimulateZoneJob,
): PlannedZone[] {
  const at = job.zones.findIndex(({ origin }) => origin === zone.origin)
  const serial = octets32(job.zones[at]?.serial ?? 0)
  const next: PlannedZone = { zone, view: viewZone(zone, serial, undefined, index) }
  return at < 0 ? [...zones, next] : zones.with(at, next)
}

function standingsKnown({ standings }: SimulateZoneJob): StandingsOf {
  return ({ pool }) => {
    const known = standings.get(pool.key)
    const isSame =
      known?.rdatas.length === pool.members.length &&
      known.standings.length === pool.classes.length &&
      pool.members.every(({ record }, i) => record.rdata === known.rdatas[i])
    return isSame ? known.standings : undefined
  }
}

/** What the zone declares of pools that are none any more; looked for once, for there may be a million records. */
function plainIn({ records }: Zone, now: ServicePlan, then: ServicePlan): (key: string) => readonly string[] {
  const gone = new Map<string, string[]>()
  for (const key of now.pools.keys()) if (!then.pools.has(key)) gone.set(key, [])
  if (gone.size > 0)
    for (const { owner, type, rdata } of records)
      gone.get(poolKey(owner, type))?.push(printRdata(type, rdata))
  return (key) => gone.get(key) ?? []
}
