// The whole status, made a little at a time: with thousands of pools it takes tens of milliseconds, and a probe that ends must not wait for it.
import pkg from '../../../package.json' with { type: 'json' }
import type { Alerting } from '../alerts/alerting.ts'
import { alertsSummary } from '../alerts/report.ts'
import type { Daemon } from '../daemon.ts'
import type { PoolStatus, Status, TargetStatus } from '../operator.ts'
import { maintenanceStatus } from '../settle/maintenance-acts.ts'
import { endpointText } from '../welcome.ts'
import { overrideStatus } from './decree.ts'
import { unservedPart } from './findings.ts'
import { doubtStatus, poolStatus, type Seen, seenNow, targetStatus, zoneStatus } from './status.ts'

/** The workers, as far as an operator wants to know of them. */
export interface Served {
  readonly endpoints: readonly { readonly address: string; readonly port: number }[]
  counters(): Readonly<Record<string, number>>
}

export interface StatusParts {
  readonly daemon: Daemon
  readonly alerting: Alerting
  readonly serving: Served
  readonly udpIo: 'koffi' | 'dgram'
  readonly startedAtMs: number
}

/** Half a millisecond. */
const ITEMS_PER_STEP = 50

/** Of one moment only while `daemon.revision` stays: whoever pauses between the steps looks for that. */
export function* statusSteps({
  daemon,
  alerting,
  serving,
  udpIo,
  startedAtMs,
}: StatusParts): Generator<void, Status> {
  const seen = seenNow(daemon)
  const { plan, zones } = seen.service
  const targets: TargetStatus[] = []
  for (const target of plan.targets.values()) {
    if (targets.push(targetStatus(target, seen)) % ITEMS_PER_STEP === 0) yield
  }
  const pools: PoolStatus[] = []
  for (const planned of plan.pools.values()) {
    if (pools.push(poolStatus(planned, seen)) % ITEMS_PER_STEP === 0) yield
  }
  return {
    atMs: seen.decreed.nowMs,
    node: { version: pkg.version, startedAtMs, pid: process.pid, generation: daemon.generation },
    listening: serving.endpoints.map(endpointText),
    udpIo,
    ...doubtStatus(daemon),
    ...(daemon.loading === undefined ? {} : { loading: daemon.loading }),
    zones: zones.map(zoneStatus),
    ...unservedPart(daemon),
    targets,
    ...maintenancePart(seen),
    ...overridesPart(seen),
    ...alertsSummary(alerting),
    pools,
    queries: serving.counters(),
  }
}

function maintenancePart({ service, daemon, decreed }: Seen): Pick<Status, 'maintenance'> {
  const { maintenance } = service.plan
  if (maintenance.length === 0) return {}
  return { maintenance: maintenance.map((one) => maintenanceStatus(one, daemon.windowOf, decreed.nowMs)) }
}

function overridesPart({ service, daemon, decreed }: Seen): Pick<Status, 'overrides'> {
  const open = daemon.overrides.at(decreed.nowMs)
  return open.length === 0 ? {} : { overrides: open.map((one) => overrideStatus(one, service.plan)) }
}
