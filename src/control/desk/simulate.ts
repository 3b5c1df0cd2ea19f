// `failover simulate`: what would be answered with servers down, or by another zone file; the daemon goes on as it is.
import { poolKey } from '../../answer/pool.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { nameToText } from '../../dns/name.ts'
import { octets32 } from '../../dns/octets.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { ProbePermits } from '../../probe/probe.ts'
import { quote } from '../../zone/nearest.ts'
import { networkFromText } from '../../zone/network.ts'
import { formatProblem } from '../../zone/print.ts'
import type { Timing, Zone } from '../../zone/zone.ts'
import type { Daemon } from '../daemon.ts'
import { checkKinds, FolderReader, readZoneFile, type ZoneFile } from '../load/zone-files.ts'
import type { OperatorProblem, SimulateReport, SimulateRequest } from '../operator.ts'
import { type PlannedZone, planService, type ServicePlan } from '../plan/service-plan.ts'
import type { InService } from '../publish/in-service.ts'
import { matchesNothing } from './decree.ts'
import { fallenBy } from './fallen.ts'
import { differences, foresee, type World } from './forecast.ts'
import { standingsIn, worldOf } from './world-now.ts'

/** How zone files are read. */
export interface Reading {
  readonly timing: Timing
  readonly permits: ProbePermits
}

/** `nowMs`: wall clock. */
export function simulate(
  daemon: Daemon,
  reading: Reading,
  { down, zone }: SimulateRequest,
  nowMs: number,
): SimulateReport | OperatorProblem {
  if (down !== undefined && zone === undefined) return withDown(daemon, down, nowMs)
  if (zone !== undefined && down === undefined) return withZone(daemon, reading, zone, nowMs)
  return { problem: { code: 'bad-request', sentence: 'say either what is down, or which zone file' } }
}

function withDown(daemon: Daemon, down: readonly string[], nowMs: number): SimulateReport | OperatorProblem {
  const now = worldOf(daemon, nowMs)
  const { addresses, targets, unknown } = fallenBy(down, now.plan)
  if (unknown.length > 0) {
    const sentence = unknown.map((one) => unknownWhy(one, now.plan)).join('; ')
    return { problem: { code: 'not-found', sentence } }
  }
  const dead: Verdict = { ...UNKNOWN_VERDICT, state: 'down', sinceMs: nowMs, bads: 1 }
  const verdictOf: World['verdictOf'] = (id) => (targets.has(id) ? dead : now.verdictOf(id))
  const then = { ...now, verdictOf, dead: addresses }
  return {
    down: { addresses: [...addresses], targets: [...targets] },
    presumed: [],
    pools: differences(foresee(now, nowMs), foresee(then, nowMs)),
  }
}

function unknownWhy(selector: string, plan: ServicePlan): string {
  const parsed = networkFromText(selector)
  return parsed !== undefined && 'corrected' in parsed
    ? `${quote(selector)} is no network: write ${parsed.corrected}`
    : matchesNothing(selector, plan).problem.sentence
}

/** With all that it includes: the main thread reads it, and no probe ends meanwhile. */
const MAX_SIMULATED_OCTETS = 1 << 18

function withZone(daemon: Daemon, { timing, permits }: Reading, file: string, nowMs: number): SimulateReport {
  const read = readZoneFile(file, timing, checkKinds(permits), new FolderReader(file, MAX_SIMULATED_OCTETS))
  const problems = read.problems.map(formatProblem)
  if (read.zone === undefined) return { zone: { file, refused: true, problems }, presumed: [], pools: [] }
  const now = worldOf(daemon, nowMs)
  const plan = planWith(read.zone, read, daemon.service)
  const then = { ...now, plan, standingsOf: standingsIn(daemon.service) }
  return {
    zone: { file, origin: nameToText(read.zone.origin), refused: false, problems },
    presumed: [...plan.targets.keys()].filter((id) => (now.verdictOf(id)?.state ?? 'unknown') === 'unknown'),
    pools: differences(foresee(now, nowMs), foresee(then, nowMs), declaredIn(read.zone)),
  }
}

/** In the place of the zone with its origin, or beside the others. */
function planWith(zone: Zone, { index }: Pick<ZoneFile, 'index'>, { zones, plan }: InService): ServicePlan {
  const before = zones.find(({ origin }) => origin === zone.origin)
  const view = viewZone(zone, octets32(before?.serial ?? 0), undefined, index)
  const next: PlannedZone = { zone, view }
  const all = before === undefined ? [...zones, next] : zones.map((one) => (one === before ? next : one))
  const ofZones = zones.reduce((sum, one) => sum + one.zone.maintenance.length, 0)
  return planService(all, plan.maintenance.slice(ofZones))
}

function declaredIn({ records }: Zone): (key: string) => string[] {
  return (key) =>
    records.flatMap(({ owner, type, rdata }) =>
      poolKey(owner, type) === key ? [printRdata(type, rdata)] : [],
    )
}
