// The Operator that the API serves: the daemon and the workers, seen from outside.
import type { ProbePermits } from '../../probe/probe.ts'
import type { Store } from '../../store/store.ts'
import type { Timing } from '../../zone/zone.ts'
import type { Alerting } from '../alerts/alerting.ts'
import { alertsReport, testAlert } from '../alerts/report.ts'
import type { Daemon } from '../daemon.ts'
import type { Operator } from '../operator.ts'
import type { Aside } from './aside.ts'
import { askOfPast } from './ask-of-past.ts'
import { backUp } from './backup.ts'
import { decree, undo } from './decree.ts'
import { explain } from './explain.ts'
import { exportZone } from './export-zone.ts'
import { failback } from './failback.ts'
import { findings } from './findings.ts'
import { events, history } from './history.ts'
import { outcomes } from './outcomes.ts'
import { samples } from './samples.ts'
import { simulate } from './simulate.ts'
import { type Served, statusSteps } from './status-steps.ts'
import { takeReport } from './take-report.ts'
import { Tokens } from './tokens.ts'
import { Turns } from './turns.ts'

export interface OperatorParts {
  readonly daemon: Daemon
  readonly alerting: Alerting
  readonly store: Store
  readonly serving: Served
  /** For what takes long; whoever stops the daemon stops it, too. */
  readonly aside: Aside
  readonly udpIo: 'koffi' | 'dgram'
  /** Of checks that do not say otherwise. */
  readonly timing: Timing
  readonly permits: ProbePermits
}

export function createOperator(parts: OperatorParts): Operator {
  const startedAtMs = Date.now()
  const backupsUnderWay = new Set<string>()
  const { aside } = parts
  const turns = new Turns()
  const tokens = new Tokens(parts.store)
  tokens.followClock(Date.now())
  return {
    statusSteps: () => statusSteps({ ...parts, startedAtMs }),
    revision: () =>
      [
        startedAtMs.toString(36),
        parts.daemon.revision(Date.now()),
        parts.daemon.loading?.read ?? '',
        parts.alerting.revision,
      ].join('.'),
    explain: ({ atMs, ...request }) =>
      atMs === undefined
        ? explain(parts.daemon, request)
        : askOfPast(aside, parts.store, { ...request, atMs }, Date.now()),
    reload: () => parts.daemon.reload(),
    failback: (request) => failback(parts.daemon, request, Date.now()),
    decree: (request) => decree(parts.daemon, request, Date.now()),
    undo: (request) => undo(parts.daemon, request, Date.now()),
    takeReport: (request) => takeReport(parts.daemon, request, Date.now()),
    alerts: (request) => alertsReport(parts.alerting, request, Date.now()),
    testAlert: (request) => testAlert(parts.alerting, request),
    createToken: (request) => tokens.create(request, Date.now()),
    tokens: () => ({ atMs: Date.now(), tokens: tokens.list() }),
    revokeToken: (request) => tokens.revoke(request, Date.now()),
    bearerOf: (secret) => tokens.bearerOf(secret, Date.now()),
    exportZone: (request) => exportZone(parts.daemon, parts.timing, request, aside),
    backup: ({ file }) => backUp(parts.store, backupsUnderWay, file, Date.now()),
    simulate: (request) => simulate(parts.daemon, parts, request, Date.now(), { aside, turns }),
    events: (request) => events(parts.store, request),
    findings: () => findings(parts.daemon, Date.now()),
    outcomes: (request) => outcomes(parts.daemon, request, Date.now()),
    samples: (request) => samples(parts.store, parts.daemon.service.plan, request, Date.now()),
    history: (request) => history(parts.store, parts.daemon.service.plan, request),
  }
}
