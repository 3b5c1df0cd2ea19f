// The Operator that the API serves: the daemon and the workers, seen from outside.
import pkg from '../../package.json' with { type: 'json' }
import type { Timing } from '../zone/zone.ts'
import type { Daemon } from './daemon.ts'
import { explain } from './explain.ts'
import { exportZone } from './export-zone.ts'
import type { Operator, Status } from './operator.ts'
import { poolStatus, targetStatus, zoneStatus } from './status.ts'
import { endpointText } from './welcome.ts'

/** The workers, as far as an operator wants to know of them. */
export interface Served {
  readonly endpoints: readonly { readonly address: string; readonly port: number }[]
  counters(): Readonly<Record<string, number>>
}

export interface OperatorParts {
  readonly daemon: Daemon
  readonly serving: Served
  readonly udpIo: 'koffi' | 'dgram'
  /** Of checks that do not say otherwise. */
  readonly timing: Timing
}

export function createOperator(parts: OperatorParts): Operator {
  const startedAtMs = Date.now()
  return {
    status: () => statusOf(parts, startedAtMs),
    explain: (request) => explain(parts.daemon, request),
    reload: () => parts.daemon.reload(),
    exportZone: (request) => exportZone(parts.daemon, parts.timing, request),
  }
}

function statusOf({ daemon, serving, udpIo }: OperatorParts, startedAtMs: number): Status {
  const { zones, plan } = daemon.service
  return {
    atMs: Date.now(),
    node: { version: pkg.version, startedAtMs, pid: process.pid, generation: daemon.generation },
    listening: serving.endpoints.map(endpointText),
    udpIo,
    zones: zones.map(zoneStatus),
    targets: [...plan.targets.values()].map((target) => targetStatus(target, daemon)),
    pools: [...plan.pools.values()].map((planned) => poolStatus(planned, daemon)),
    queries: serving.counters(),
  }
}
