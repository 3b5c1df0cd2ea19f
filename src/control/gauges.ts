// The state of the service in numbers, for the metrics: cheaper to take than the status, which explains everything.

import pkg from '../../package.json' with { type: 'json' }
import { type Alert, SEVERITIES, type Severity } from '../alert/alert.ts'
import { isHeld } from '../alert/hold.ts'
import { TRANSPORT_COUNTERS } from '../answer/counters.ts'
import { countsInRow, type RowCount, ZONE_ROW } from '../answer/zone-counters.ts'
import type { Name } from '../dns/name.ts'
import { nameToText } from '../dns/name.ts'
import { typeToText } from '../dns/type.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../health/verdict.ts'
import type { Override } from '../store/overrides.ts'
import { StoreFault } from '../store/problem.ts'
import type { Store } from '../store/store.ts'
import type { Alerting } from './alerts/alerting.ts'
import type { Daemon } from './daemon.ts'
import type { PlannedPool } from './plan/service-plan.ts'
import { inMaintenance } from './settle/maintenance-acts.ts'
import { redundancyOf } from './settle/redundancy.ts'

/** All times `…AtMs` and `sinceMs` are milliseconds since 1970. */
export interface Gauges {
  readonly version: string
  readonly book: {
    readonly generation: number
    readonly octets: number
    readonly changedAtMs: number
    /** Of the worker that is furthest behind. Undefined while one still reads an earlier book. */
    readonly generationsBehind: number | undefined
  }
  /** By transport, since the start. */
  readonly queries: Readonly<Record<string, number>>
  /** Counters of the data plane since the start, by the names of answer/counters.ts and serve/serve-counters.ts. */
  readonly counters: Readonly<Record<string, number>>
  /** Responses of the data plane since the start that are about a zone of ours; what has never happened is left out. */
  readonly zoneResponses: readonly ZoneResponses[]
  /** Workers that have died since the start. */
  readonly workerDeaths: number
  readonly zones: readonly ZoneGauges[]
  /** Zone files that were refused and of which no zone is in service. */
  readonly unservedFiles: number
  readonly targets: readonly TargetGauges[]
  readonly pools: readonly PoolGauges[]
  /** In force, by decree. */
  readonly overrides: Readonly<Record<Override['decree'], number>>
  /** Addresses in maintenance. */
  readonly inMaintenance: number
  /** What the database has not got yet. */
  readonly owed: { readonly changes: number; readonly outcomes: number }
  /** Transitions in the history; undefined while the database cannot be read. */
  readonly historyRows: number | undefined
  /** Undefined: there is none. */
  readonly backedUpAtMs: number | undefined
  /** So much fails that we may be cut off ourselves. */
  readonly inDoubt: boolean
  /** Targets that have failed often enough to be down, and are not believed yet. */
  readonly doubted: number
  readonly alerts: AlertGauges
}

export interface AlertGauges {
  /** How many, by severity. */
  readonly firing: Readonly<Record<Severity, number>>
  /** Of these nobody is told, for somebody has planned them. */
  readonly held: Readonly<Record<Severity, number>>
  readonly receivers: readonly ReceiverGauges[]
}

export interface ReceiverGauges {
  readonly name: string
  readonly isPending: boolean
  readonly isFailing: boolean
  /** Attempts since the start. */
  readonly delivered: number
  readonly failed: number
  readonly givenUp: number
}

export interface ZoneResponses extends Omit<RowCount, 'replies'> {
  /** `other`: all zones that are not counted one by one. */
  readonly zone: string
  readonly responses: number
}

export interface ZoneGauges {
  readonly origin: string
  readonly serial: number
  readonly records: number
  readonly problems: number
  readonly loadedAtMs: number
  readonly stale: boolean
}

export interface TargetGauges {
  readonly address: string
  /** As in the target's id: `web`, or `web@lab.example` where zones judge a check of one name differently. */
  readonly check: string
  readonly type: string
  readonly state: Verdict['state']
  readonly sinceMs: number
}

export interface PoolGauges {
  readonly name: string
  readonly type: string
  readonly zone: string
  /** How many. */
  readonly members: number
  readonly available: number
  readonly published: number
  /** Another healthy member would take over; undefined for a pool of one. */
  readonly redundant: boolean | undefined
  /** Members that stand by and have not been well for long. */
  readonly stale: number
  /** What is answered is `when-all-down`'s choice. */
  readonly allDown: boolean
  /** A better tier has recovered and is not answered yet. */
  readonly waiting: boolean
  readonly ttlSeconds: number
}

export interface GaugeParts {
  readonly daemon: Daemon
  readonly alerting: Pick<Alerting, 'firing' | 'told'>
  readonly serving: {
    counters(): Readonly<Record<string, number>>
    cells(): Float64Array
    slowestGeneration(): number
  }
  readonly workerDeaths: () => number
  readonly store: Pick<Store, 'history'>
  readonly backedUpAtMs: () => number | undefined
}

export function gaugesOf(parts: GaugeParts): Gauges {
  const { daemon, alerting, serving, workerDeaths } = parts
  const { zones, plan } = daemon.service
  const targets = [...plan.targets.values()]
  const counters = serving.counters()
  return {
    version: pkg.version,
    book: { ...daemon.bookSize, generationsBehind: behind(daemon.generation, serving.slowestGeneration()) },
    queries: Object.fromEntries(TRANSPORT_COUNTERS.map((name) => [name, counters[name] ?? 0])),
    counters,
    zoneResponses: zoneResponses(daemon.zoneRows, serving.cells()),
    workerDeaths: workerDeaths(),
    zones: zones.map(({ origin, serial, records, findings, loadedAtMs, stale }) => ({
      origin: nameToText(origin),
      serial,
      records,
      problems: findings.length,
      loadedAtMs,
      stale,
    })),
    unservedFiles: daemon.unserved.length,
    targets: targets.map(({ id, address, type }) => {
      const { state, sinceMs } = daemon.verdicts.get(id) ?? UNKNOWN_VERDICT
      return { address, check: id.slice(address.length + 1), type, state, sinceMs }
    }),
    pools: [...plan.pools.values()].map((planned) => poolGauges(planned, daemon)),
    ...deskGauges(parts),
    inDoubt: daemon.belief.trust.state === 'doubt',
    doubted: targets.filter(({ id }) => daemon.belief.isDoubted(id)).length,
    alerts: alertGauges(alerting),
  }
}

function alertGauges({ firing, told }: GaugeParts['alerting']): AlertGauges {
  return {
    firing: bySeverity(firing),
    held: bySeverity(firing.filter(isHeld)),
    receivers: told.map(({ name, pending, record, tally }) => ({
      name,
      isPending: pending !== undefined,
      isFailing: record.failingMs !== undefined,
      ...tally,
    })),
  }
}

function bySeverity(alerts: readonly Alert[]): Record<Severity, number> {
  const counts = Object.fromEntries(SEVERITIES.map((one) => [one, 0])) as Record<Severity, number>
  for (const { severity } of alerts) counts[severity]++
  return counts
}

type DeskGauges = Pick<Gauges, 'overrides' | 'inMaintenance' | 'owed' | 'historyRows' | 'backedUpAtMs'>

/** What people have said, and what is kept of it. */
function deskGauges({ daemon, store, backedUpAtMs }: GaugeParts): DeskGauges {
  const nowMs = Date.now()
  const overrides = { drain: 0, 'force-down': 0, 'force-up': 0 }
  for (const { decree } of daemon.overrides.at(nowMs)) overrides[decree]++
  return {
    overrides,
    inMaintenance: inMaintenance(daemon.service.plan.maintenance, daemon.windowOf, nowMs).size,
    owed: daemon.owed,
    historyRows: rowsOf(store),
    backedUpAtMs: backedUpAtMs(),
  }
}

function rowsOf({ history }: GaugeParts['store']): number | undefined {
  try {
    return history.rows()
  } catch (error) {
    if (error instanceof StoreFault) return undefined
    throw error
  }
}

function zoneResponses(rows: ReadonlyMap<Name, number>, cells: Float64Array): ZoneResponses[] {
  const told = [...rows].map(([origin, row]) => [nameToText(origin), row] as const)
  return [...told, ['other', ZONE_ROW.other] as const].flatMap(([zone, row]) =>
    countsInRow(cells, row).map(({ replies, ...what }) => ({ zone, ...what, responses: replies })),
  )
}

function behind(generation: number, slowest: number): number | undefined {
  return slowest === 0 ? undefined : Math.max(0, generation - slowest)
}

function poolGauges(planned: PlannedPool, daemon: Daemon): PoolGauges {
  const { pool, origin, needs } = planned
  const { publisher } = daemon.service
  const { standings, isStale, published, ttlSeconds } = publisher.publicationOf(pool)
  const redundancy = redundancyOf(planned, publisher)
  return {
    name: nameToText(pool.owner),
    type: typeToText(pool.type),
    zone: nameToText(origin),
    members: needs.length,
    available: publisher.availableIn(pool),
    published: published.filter((isPublished) => isPublished).length,
    redundant: redundancy && redundancy === 'several',
    stale: daemon.standbys.staleIn(planned).size,
    allDown: isStale,
    waiting: standings.some(({ waiting }) => waiting !== undefined),
    ttlSeconds,
  }
}
