// The metrics that show the state of the service: one row for each, with what of the gauges it reads.
import type { Gauges, PoolGauges, ReceiverGauges, TargetGauges, ZoneGauges } from '../../control/gauges.ts'

/** The values of a row's labels, in its order, and the value. */
export type Sample = readonly [labels: readonly string[], value: number]

export interface MetricRow {
  readonly type: 'gauge' | 'counter'
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly read: (gauges: Gauges) => readonly Sample[]
}

/** Of targets, of pools, and of zones, that have series of their own; of further ones only the sums are told. */
export const MAX_SERIES = 10_000

const STATES = ['up', 'degraded', 'down', 'unknown'] as const
const TARGET = ['address', 'check', 'type'] as const
const POOL = ['pool', 'type', 'zone'] as const

const RCODES = {
  NOERROR: 'noerror',
  FORMERR: 'formerr',
  SERVFAIL: 'servfail',
  NXDOMAIN: 'nxdomain',
  NOTIMP: 'notimp',
  REFUSED: 'refused',
  BADVERS: 'badvers',
  other: 'other',
} as const

export const METRIC_ROWS: readonly MetricRow[] = [
  {
    type: 'gauge',
    name: 'failover_build_info',
    help: '1; the version says which.',
    labels: ['version'],
    read: ({ version }) => [[[version], 1]],
  },
  // The data plane, since the start.
  {
    type: 'counter',
    name: 'failover_queries_total',
    help: 'Queries received.',
    labels: ['transport'],
    read: ({ queries }) => Object.entries(queries).map(([transport, total]) => [[transport], total]),
  },
  counts('failover_responses_total', 'Responses sent.', 'rcode', RCODES),
  {
    type: 'counter',
    name: 'failover_zone_responses_total',
    help: 'Responses about a zone; absent until there is one. Zones beyond the 256th are other.',
    labels: ['zone', 'transport', 'rcode'],
    read: ({ zoneResponses }) =>
      zoneResponses.map(({ zone, transport, rcode, responses }) => [
        [zone, transport, rcodeLabel(rcode)],
        responses,
      ]),
  },
  counts('failover_queries_dropped_total', 'Queries that get no response.', 'reason', {
    short: 'droppedShort',
    response: 'droppedResponse',
    rate: 'rateDropped',
    'port-zero': 'udp-port-zero',
    oversized: 'udp-oversized',
  }),
  counts('failover_rate_limited_total', 'Queries above the rate limit of their network.', 'action', {
    truncate: 'rateSlipped',
    drop: 'rateDropped',
  }),
  counts('failover_cookies_total', 'Queries with a DNS cookie; good: one of ours.', 'state', {
    good: 'cookieGood',
    other: 'cookieOther',
  }),
  count('failover_responses_truncated_total', 'Responses with TC set.', 'truncated'),
  count('failover_queries_edns_total', 'Queries with EDNS.', 'edns'),
  count('failover_queries_denied_total', 'Queries refused by allow-query.', 'denied'),
  count('failover_udp_send_failures_total', 'Responses that the kernel did not take.', 'udp-send-failed'),
  count('failover_connections_accepted_total', 'Connections accepted, TLS and HTTPS too.', 'tcp-accepted'),
  count('failover_connections_closed_total', 'Connections ended, for any reason.', 'tcp-closed'),
  counts('failover_connections_cut_total', 'Connections that were not let go on.', 'reason', {
    refused: 'tcp-refused',
    evicted: 'tcp-evicted',
    'timed-out': 'tcp-timed-out',
    malformed: 'tcp-malformed',
    'tls-failed': 'tls-failed',
  }),
  count('failover_https_refused_total', 'HTTPS requests that bear no DNS query.', 'https-refused'),
  single('counter', 'failover_worker_deaths_total', 'Workers that died and were started again.', (gauges) => [
    gauges.workerDeaths,
  ]),
  // The book.
  single('gauge', 'failover_book_generation', 'Changes of the book since it was made.', ({ book }) => [
    book.generation,
  ]),
  single('gauge', 'failover_book_size_bytes', 'Octets of the book in use.', ({ book }) => [book.octets]),
  single('gauge', 'failover_book_changed_timestamp_seconds', 'When the book last changed.', ({ book }) => [
    book.changedAtMs / 1000,
  ]),
  single(
    'gauge',
    'failover_worker_behind_generations',
    'How far the slowest worker is behind the book; -1 while one still reads an earlier book.',
    ({ book }) => [book.generationsBehind ?? -1],
  ),
  // Zones.
  zone('failover_zone_serial', 'The serial as published.', ({ serial }) => serial),
  zone('failover_zone_records', 'Records of the zone.', ({ records }) => records),
  zone('failover_zone_problems', 'Problems that the last load has found.', ({ problems }) => problems),
  zone('failover_zone_stale', '1: the last load was refused, an older zone is served.', ({ stale }) =>
    Number(stale),
  ),
  zone('failover_zone_loaded_timestamp_seconds', 'When the zone in service was loaded.', (one) =>
    seconds(one.loadedAtMs),
  ),
  {
    type: 'gauge',
    name: 'failover_zone_files',
    help: 'Zone files by what is in service of them; stale: an older zone, unserved: none, both were refused.',
    labels: ['state'],
    read: ({ zones, unservedFiles }) => {
      const stale = zones.filter((one) => one.stale).length
      return [
        [['served'], zones.length - stale],
        [['stale'], stale],
        [['unserved'], unservedFiles],
      ]
    },
  },
  // Targets.
  {
    type: 'gauge',
    name: 'failover_targets',
    help: 'Targets by verdict.',
    labels: ['state'],
    read: ({ targets }) =>
      STATES.map((state) => [[state], targets.filter((target) => target.state === state).length]),
  },
  target('failover_target_up', '1: up or degraded, 0: down; absent while unknown.', ({ state }) =>
    state === 'unknown' ? undefined : Number(state !== 'down'),
  ),
  target('failover_target_degraded', '1: passes, but slowly; absent while unknown.', ({ state }) =>
    state === 'unknown' ? undefined : Number(state === 'degraded'),
  ),
  target('failover_target_changed_timestamp_seconds', 'Since when the verdict is what it is.', (one) =>
    one.state === 'unknown' ? undefined : seconds(one.sinceMs),
  ),
  single('gauge', 'failover_doubt', '1: so much fails that we may be cut off; no verdict goes down.', (g) => [
    Number(g.inDoubt),
  ]),
  single('gauge', 'failover_targets_doubted', 'Targets that fail and are not believed yet.', (gauges) => [
    gauges.doubted,
  ]),
  // Pools.
  pool('failover_pool_members', 'Members declared.', ({ members }) => members),
  pool(
    'failover_pool_available',
    'Members that are available: their checks pass, and nobody has forced them down.',
    ({ available }) => available,
  ),
  pool('failover_pool_published', 'Members that are answered.', ({ published }) => published),
  pool(
    'failover_pool_redundant',
    '1: when the member that is answered fails, another one is healthy; absent for a pool of one.',
    ({ redundant }) => (redundant === undefined ? undefined : Number(redundant)),
  ),
  pool(
    'failover_pool_stale_members',
    'Members that are not answered and have not been well for as long as stale-standby says.',
    ({ stale }) => stale,
  ),
  pool('failover_pool_all_down', '1: nothing is available, when-all-down answers.', ({ allDown }) =>
    Number(allDown),
  ),
  pool('failover_pool_waiting', '1: a better tier has recovered and waits for failback.', ({ waiting }) =>
    Number(waiting),
  ),
  pool('failover_pool_ttl_seconds', 'The TTL that is answered.', ({ ttlSeconds }) => ttlSeconds),
  // What people have said, and the database.
  {
    type: 'gauge',
    name: 'failover_overrides',
    help: 'Overrides in force.',
    labels: ['decree'],
    read: ({ overrides }) => Object.entries(overrides).map(([decree, count]) => [[decree], count]),
  },
  single('gauge', 'failover_addresses_in_maintenance', 'Addresses whose maintenance window is open.', (g) => [
    g.inMaintenance,
  ]),
  single(
    'gauge',
    'failover_database_owed_changes',
    'Changes that are answered, and that the database has refused so far.',
    ({ owed }) => [owed.changes],
  ),
  single(
    'gauge',
    'failover_database_waiting_outcomes',
    'Targets whose last outcome waits for its turn to be written.',
    ({ owed }) => [owed.outcomes],
  ),
  maybe('failover_history_rows', 'Transitions in the history.', ({ historyRows }) => historyRows),
  maybe(
    'failover_backup_timestamp_seconds',
    'When the last backup was made; absent while there is none.',
    ({ backedUpAtMs }) => (backedUpAtMs === undefined ? undefined : seconds(backedUpAtMs)),
  ),
  // Alerts.
  {
    type: 'gauge',
    name: 'failover_alerts_firing',
    help: 'Alerts that are firing.',
    labels: ['severity'],
    read: ({ alerts }) => Object.entries(alerts.firing).map(([severity, total]) => [[severity], total]),
  },
  {
    type: 'gauge',
    name: 'failover_alerts_held',
    help: 'Of the alerts that are firing, those of which nobody is told, for somebody has planned them.',
    labels: ['severity'],
    read: ({ alerts }) => Object.entries(alerts.held).map(([severity, total]) => [[severity], total]),
  },
  {
    type: 'counter',
    name: 'failover_notifications_total',
    help: 'Attempts to notify by how they ended; given-up: notifications that are not tried any more.',
    labels: ['receiver', 'result'],
    read: ({ alerts }) =>
      alerts.receivers.flatMap(({ name, delivered, failed, givenUp }): readonly Sample[] => [
        [[name, 'delivered'], delivered],
        [[name, 'failed'], failed],
        [[name, 'given-up'], givenUp],
      ]),
  },
  receiver('failover_notifications_pending', 'Notifications that wait to be taken.', ({ isPending }) =>
    Number(isPending),
  ),
  receiver('failover_receiver_failing', '1: the receiver did not take what it was sent last.', (one) =>
    Number(one.isFailing),
  ),
  {
    type: 'gauge',
    name: 'failover_series_left_out',
    help: `Targets, pools and zones without series of their own, above ${MAX_SERIES} of each.`,
    labels: ['kind'],
    read: ({ targets, pools, zones }) => [
      [['target'], Math.max(0, targets.length - MAX_SERIES)],
      [['pool'], Math.max(0, pools.length - MAX_SERIES)],
      [['zone'], Math.max(0, zones.length - MAX_SERIES)],
    ],
  },
]

/** `counter` as the data plane names it. */
function rcodeLabel(counter: string): string {
  return counter === RCODES.other ? counter : counter.toUpperCase()
}

function receiver(name: string, help: string, read: (one: ReceiverGauges) => number): MetricRow {
  const samples: MetricRow['read'] = ({ alerts }) => alerts.receivers.map((one) => [[one.name], read(one)])
  return { type: 'gauge', name, help, labels: ['receiver'], read: samples }
}

function seconds(timeMs: number): number {
  return timeMs / 1000
}

function single(
  type: MetricRow['type'],
  name: string,
  help: string,
  read: (gauges: Gauges) => readonly [number],
): MetricRow {
  return { type, name, help, labels: [], read: (gauges) => [[[], read(gauges)[0]]] }
}

/** No sample while there is no value. */
function maybe(name: string, help: string, read: (gauges: Gauges) => number | undefined): MetricRow {
  const samples: MetricRow['read'] = (gauges) => {
    const value = read(gauges)
    return value === undefined ? [] : [[[], value]]
  }
  return { type: 'gauge', name, help, labels: [], read: samples }
}

function count(name: string, help: string, counter: string): MetricRow {
  return single('counter', name, help, ({ counters }) => [counters[counter] ?? 0])
}

/** `counterOf` by the label's value. */
function counts(
  name: string,
  help: string,
  label: string,
  counterOf: Readonly<Record<string, string>>,
): MetricRow {
  const read: MetricRow['read'] = ({ counters }) =>
    Object.entries(counterOf).map(([value, counter]) => [[value], counters[counter] ?? 0])
  return { type: 'counter', name, help, labels: [label], read }
}

function zone(name: string, help: string, read: (one: ZoneGauges) => number): MetricRow {
  const samples: MetricRow['read'] = ({ zones }) =>
    zones.slice(0, MAX_SERIES).map((one) => [[one.origin], read(one)])
  return { type: 'gauge', name, help, labels: ['zone'], read: samples }
}

function target(name: string, help: string, read: (one: TargetGauges) => number | undefined): MetricRow {
  const samples: MetricRow['read'] = ({ targets }) =>
    targets.slice(0, MAX_SERIES).flatMap((one): readonly Sample[] => {
      const value = read(one)
      return value === undefined ? [] : [[[one.address, one.check, one.type], value]]
    })
  return { type: 'gauge', name, help, labels: TARGET, read: samples }
}

function pool(name: string, help: string, read: (one: PoolGauges) => number | undefined): MetricRow {
  const samples: MetricRow['read'] = ({ pools }) =>
    pools.slice(0, MAX_SERIES).flatMap((one): readonly Sample[] => {
      const value = read(one)
      return value === undefined ? [] : [[[one.name, one.type, one.zone], value]]
    })
  return { type: 'gauge', name, help, labels: POOL, read: samples }
}
