// `failover simulate`: what would be answered with servers down, or by another zone file; the daemon goes on as it is.
import type { ProbePermits } from '../../probe/probe.ts'
import { inSlices } from '../../slices.ts'
import type { Timing } from '../../zone/zone.ts'
import type { Daemon } from '../daemon.ts'
import type { OperatorProblem, SimulateReport, SimulateRequest } from '../operator.ts'
import type { InService } from '../publish/in-service.ts'
import type { Aside } from './aside.ts'
import { simulateDown } from './simulate-down.ts'
import type { KnownStandings, SimulatedZone, SimulateZoneJob } from './simulate-zone.ts'
import type { Turns } from './turns.ts'

/** How zone files are read. */
export interface Reading {
  readonly timing: Timing
  readonly permits: ProbePermits
}

/** Where long work is done. */
export interface Beside {
  readonly aside: Aside
  readonly turns: Turns
}

/** `nowMs`: wall clock. */
export function simulate(
  daemon: Daemon,
  reading: Reading,
  { down, zone }: SimulateRequest,
  nowMs: number,
  { aside, turns }: Beside,
): OperatorProblem | Promise<SimulateReport | OperatorProblem> {
  if (down !== undefined && zone === undefined)
    return turns.run(() => inSlices<SimulateReport | OperatorProblem>(simulateDown(daemon, down)))
  if (zone !== undefined && down === undefined) return withZone(daemon, reading, zone, nowMs, aside)
  return { problem: { code: 'bad-request', sentence: 'say either what is down, or which zone file' } }
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
