// `failover simulate`: what would be answered with servers down, or by another zone file; the daemon goes on as it is.
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { ProbePermits } from '../../probe/probe.ts'
import { quote } from '../../zone/nearest.ts'
import { networkFromText } from '../../zone/network.ts'
import type { Timing } from '../../zone/zone.ts'
import type { Daemon } from '../daemon.ts'
import type { OperatorProblem, SimulateReport, SimulateRequest } from '../operator.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import type { InService } from '../publish/in-service.ts'
import type { Aside } from './aside.ts'
import { matchesNothing } from './decree.ts'
import { fallenBy } from './fallen.ts'
import { differences, foresee, type World } from './forecast.ts'
import type { KnownStandings, SimulatedZone, SimulateZoneJob } from './simulate-zone.ts'
import { worldOf } from './world-now.ts'

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
  aside: Aside,
): SimulateReport | OperatorProblem | Promise<SimulateReport | OperatorProblem> {
  if (down !== undefined && zone === undefined) return withDown(daemon, down, nowMs)
  if (zone !== undefined && down === undefined) return withZone(daemon, reading, zone, nowMs, aside)
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

async function withZone(
  daemon: Daemon,
  reading: Reading,
  file: string,
  nowMs: number,
  aside: Aside,
): Promise<SimulateReport | OperatorProblem> {
  const zones: SimulatedZone[] = []
  for (const { origin, serial, file: served } of daemon.service.zones) {
    const sources = await daemon.sourcesOf(served)
    if (sources === undefined)
      return { problem: { code: 'unavailable', sentence: 'the zones were loaded anew just now; ask again' } }
    zones.push({ origin, serial, file: served, sources })
  }
  // What is in service may be another by now: it is what it is from here on.
  const { service, verdicts, overrides } = daemon
  const ofZones = service.zones.reduce((sum, one) => sum + one.zone.maintenance.length, 0)
  const job: SimulateZoneJob = {
    file,
    timing: reading.timing,
    permits: reading.permits,
    zones,
    maintenance: service.plan.maintenance.slice(ofZones),
    verdicts,
    overrides: overrides.at(nowMs),
    standings: standingsOf(service),
    nowMs,
  }
  return aside.run((loader) => loader.simulateZone(job))
}

function standingsOf({ plan, publisher }: InService): SimulateZoneJob['standings'] {
  const known = [...plan.pools].map(([key, { pool }]): [string, KnownStandings] => {
    const rdatas = pool.members.map(({ record }) => record.rdata)
    return [key, { rdatas, standings: publisher.publicationOf(pool).standings }]
  })
  return new Map(known)
}
