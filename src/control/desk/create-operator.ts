// The Operator that the API serves: the daemon and the workers, seen from outside.
import pkg from '../../../package.json' with { type: 'json' }
import type { ProbePermits } from '../../probe/probe.ts'
import type { Store } from '../../store/store.ts'
import type { Timing } from '../../zone/zone.ts'
import type { Daemon } from '../daemon.ts'
import type { Operator, Status } from '../operator.ts'
import { maintenanceStatus } from '../settle/maintenance-acts.ts'
import { endpointText } from '../welcome.ts'
import { backUp } from './backup.ts'
import { decree, overrideStatus, undo } from './decree.ts'
import { explain } from './explain.ts'
import { exportZone } from './export-zone.ts'
import { failback } from './failback.ts'
import { findings, unservedPart } from './findings.ts'
import { events, history } from './history.ts'
import { outcomes } from './outcomes.ts'
import { samples } from './samples.ts'
import { simulate } from './simulate.ts'
import { doubtStatus, poolStatus, targetStatus, zoneStatus } from './status.ts'
import { takeReport } from './take-report.ts'
import { Tokens } from './tokens.ts'

/** The workers, as far as an operator wants to know of them. */
export interface Served {
  readonly endpoints: readonly { readonly address: string; readonly port: number }[]
  counters(): Readonly<Record<string, number>>
}

export interface OperatorParts {
  readonly daemon: Daemon
  readonly store: Store
  readonly serving: Served
  readonly udpIo: 'koffi' | 'dgram'
  /** Of checks that do not say otherwise. */
  readonly timing: Timing
  readonly permits: ProbePermits
}

export function createOperator(parts: OperatorParts): Operator {
  const startedAtMs = Date.now()
  const backupsUnderWay = new Set<string>()
  const tokens = new Tokens(parts.store)
  return {
    status: () => statusOf(parts, startedAtMs),
    explain: (request) => explain(parts.daemon, request),
    reload: () => parts.daemon.reload(),
    failback: (request) => failback(parts.daemon, request, Date.now()),
    decree: (request) => decree(parts.daemon, request, Date.now()),
    undo: (request) => undo(parts.daemon, request, Date.now()),
    takeReport: (request) => takeReport(parts.daemon, request, Date.now()),
    createToken: (request) => tokens.create(request, Date.now()),
    tokens: () => ({ atMs: Date.now(), tokens: tokens.list() }),
    revokeToken: ({ name }) => tokens.revoke(name),
    bearerOf: (secret) => tokens.bearerOf(secret, Date.now()),
    exportZone: (request) => exportZone(parts.daemon, parts.timing, request),
    backup: ({ file }) => backUp(parts.store, backupsUnderWay, file, Date.now()),
    simulate: (request) => simulate(parts.daemon, parts, request, Date.now()),
    events: (request) => events(parts.store, request),
    findings: () => findings(parts.daemon, Date.now()),
    outcomes: (request) => outcomes(parts.daemon, request, Date.now()),
    samples: (request) => samples(parts.store, parts.daemon.service.plan, request, Date.now()),
    history: (request) => history(parts.store, parts.daemon.service.plan, request),
  }
}

function maintenancePart({ service, windowOf }: Daemon): Pick<Status, 'maintenance'> {
  const { maintenance } = service.plan
  if (maintenance.length === 0) return {}
  return { maintenance: maintenance.map((one) => maintenanceStatus(one, windowOf, Date.now())) }
}

function overridesPart({ service, overrides }: Daemon): Pick<Status, 'overrides'> {
  const open = overrides.at(Date.now())
  return open.length === 0 ? {} : { overrides: open.map((one) => overrideStatus(one, service.plan)) }
}

function statusOf({ daemon, serving, udpIo }: OperatorParts, startedAtMs: number): Status {
  const { zones, plan } = daemon.service
  return {
    atMs: Date.now(),
    node: { version: pkg.version, startedAtMs, pid: process.pid, generation: daemon.generation },
    listening: serving.endpoints.map(endpointText),
    udpIo,
    ...doubtStatus(daemon),
    zones: zones.map(zoneStatus),
    ...unservedPart(daemon),
    targets: [...plan.targets.values()].map((target) => targetStatus(target, daemon)),
    ...maintenancePart(daemon),
    ...overridesPart(daemon),
    pools: [...plan.pools.values()].map((planned) => poolStatus(planned, daemon)),
    queries: serving.counters(),
  }
}
