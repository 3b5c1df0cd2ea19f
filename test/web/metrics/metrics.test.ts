// The metrics themselves, and the listener that shows them to other machines.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Gauges } from '../../../src/control/gauges.ts'
import { createLog } from '../../../src/log.ts'
import { TRANSITION_KINDS } from '../../../src/store/transition-kinds.ts'
import { startMetricsServer } from '../../../src/web/listen/metrics-server.ts'
import { MAX_CHECKS } from '../../../src/web/metrics/event-metrics.ts'
import { watchLoopDelay } from '../../../src/web/metrics/loop-delay.ts'
import { MAX_SERIES } from '../../../src/web/metrics/metric-table.ts'
import { Metrics } from '../../../src/web/metrics/metrics.ts'
import { freePort } from '../../support/free-port.ts'
import { sectionOf, tableRows } from '../../support/markdown.ts'
import { read, type Scrape, scrape } from '../../support/scrape.ts'
import { ROOT_FOLDER } from '../../support/source-tree.ts'

const GAUGES: Gauges = {
  version: '1.2.3',
  book: { generation: 17, octets: 4096, changedAtMs: 1_700_000_000_500, generationsBehind: 0 },
  queries: { udp: 120, tcp: 3 },
  counters: { noerror: 118, nxdomain: 5, denied: 2, 'tcp-evicted': 4 },
  zoneResponses: [
    { zone: 'corp.example.', transport: 'udp', rcode: 'nxdomain', responses: 5 },
    { zone: 'corp.example.', transport: 'tcp', rcode: 'noerror', responses: 3 },
    { zone: 'other', transport: 'udp', rcode: 'other', responses: 1 },
  ],
  workerDeaths: 1,
  zones: [
    { origin: 'corp.example.', serial: 7, records: 54, problems: 0, loadedAtMs: 1000, stale: false },
    { origin: 'lab.example.', serial: 1, records: 3, problems: 2, loadedAtMs: 1000, stale: true },
  ],
  unservedFiles: 2,
  targets: [
    { address: '10.1.0.10', check: 'web', type: 'http', state: 'down', sinceMs: 5000 },
    { address: '10.2.0.10', check: 'web', type: 'http', state: 'degraded', sinceMs: 6000 },
    { address: '10.3.0.10', check: 'web', type: 'http', state: 'unknown', sinceMs: 0 },
  ],
  pools: [
    {
      name: 'www.corp.example.',
      type: 'A',
      zone: 'corp.example.',
      members: 3,
      available: 2,
      published: 1,
      redundant: true,
      stale: 1,
      allDown: false,
      waiting: true,
      ttlSeconds: 4,
    },
  ],
  overrides: { drain: 2, 'force-down': 0, 'force-up': 1 },
  inMaintenance: 3,
  owed: { changes: 4, outcomes: 50 },
  historyRows: 1234,
  backedUpAtMs: 1_700_000_000_000,
  inDoubt: true,
  doubted: 2,
  alerts: {
    firing: { info: 0, warning: 3, critical: 1 },
    held: { info: 0, warning: 2, critical: 0 },
    receivers: [
      { name: 'on-call', isPending: true, isFailing: true, delivered: 4, failed: 7, givenUp: 1 },
      { name: 'chat', isPending: false, isFailing: false, delivered: 2, failed: 0, givenUp: 0 },
    ],
  },
}

const BUSY_MS = 200

async function shown(metrics: Metrics): Promise<Scrape> {
  return read((await metrics.read()).text)
}

test('the state of the service is told in numbers: verdicts, pools, zones, the book, self-doubt', async () => {
  const { value } = await shown(new Metrics(() => GAUGES))
  assert.equal(value('failover_target_up', 'address="10.1.0.10"', 'check="web"', 'type="http"'), 0)
  assert.equal(value('failover_target_up', 'address="10.2.0.10"'), 1)
  assert.equal(value('failover_target_degraded', 'address="10.2.0.10"'), 1)
  assert.equal(value('failover_target_up', 'address="10.3.0.10"'), undefined)
  assert.equal(value('failover_target_changed_timestamp_seconds', 'address="10.1.0.10"'), 5)
  assert.equal(value('failover_targets', 'state="unknown"'), 1)
  const pool = ['pool="www.corp.example."', 'type="A"', 'zone="corp.example."']
  assert.equal(value('failover_pool_members', ...pool), 3)
  assert.equal(value('failover_pool_available', ...pool), 2)
  assert.equal(value('failover_pool_published', ...pool), 1)
  assert.equal(value('failover_pool_redundant', ...pool), 1)
  assert.equal(value('failover_pool_stale_members', ...pool), 1)
  assert.equal(value('failover_pool_waiting', ...pool), 1)
  assert.equal(value('failover_zone_stale', 'zone="lab.example."'), 1)
  assert.deepEqual(
    ['served', 'stale', 'unserved'].map((state) => value('failover_zone_files', `state="${state}"`)),
    [1, 1, 2],
  )
  assert.equal(value('failover_zone_problems', 'zone="lab.example."'), 2)
  assert.equal(value('failover_book_generation'), 17)
  assert.equal(value('failover_book_size_bytes'), 4096)
  assert.equal(value('failover_book_changed_timestamp_seconds'), 1_700_000_000.5)
  assert.equal(value('failover_doubt'), 1)
  assert.equal(value('failover_targets_doubted'), 2)
  assert.equal(value('failover_alerts_firing', 'severity="warning"'), 3)
  assert.equal(value('failover_alerts_held', 'severity="warning"'), 2)
  assert.equal(value('failover_alerts_held', 'severity="critical"'), 0)
  assert.equal(value('failover_notifications_total', 'receiver="on-call"', 'result="delivered"'), 4)
  assert.equal(value('failover_notifications_total', 'receiver="on-call"', 'result="given-up"'), 1)
  assert.equal(value('failover_notifications_pending', 'receiver="on-call"'), 1)
  assert.equal(value('failover_receiver_failing', 'receiver="chat"'), 0)
})

test('what the workers count is told by transport, by rcode, by zone, and by the reason why it was turned away', async () => {
  const { value } = await shown(new Metrics(() => GAUGES))
  assert.equal(value('failover_queries_total', 'transport="udp"'), 120)
  assert.equal(value('failover_responses_total', 'rcode="NXDOMAIN"'), 5)
  assert.equal(value('failover_zone_responses_total', 'zone="corp.example."', 'rcode="NXDOMAIN"'), 5)
  assert.equal(value('failover_zone_responses_total', 'transport="tcp"', 'rcode="NOERROR"'), 3)
  assert.equal(value('failover_zone_responses_total', 'zone="other"', 'rcode="other"'), 1)
  assert.equal(value('failover_queries_denied_total'), 2)
  assert.equal(value('failover_connections_cut_total', 'reason="evicted"'), 4)
  assert.equal(value('failover_worker_deaths_total'), 1)
})

test('what people have decreed and what the database owes is told', async () => {
  const { value } = await shown(new Metrics(() => GAUGES))
  assert.equal(value('failover_build_info', 'version="1.2.3"'), 1)
  assert.equal(value('failover_overrides', 'decree="drain"'), 2)
  assert.equal(value('failover_overrides', 'decree="force-down"'), 0)
  assert.equal(value('failover_addresses_in_maintenance'), 3)
  assert.equal(value('failover_database_owed_changes'), 4)
  assert.equal(value('failover_database_waiting_outcomes'), 50)
  assert.equal(value('failover_history_rows'), 1234)
  assert.equal(value('failover_backup_timestamp_seconds'), 1_700_000_000)
})

test('what is not there or cannot be read has no sample', async () => {
  const gauges = { ...GAUGES, historyRows: undefined, backedUpAtMs: undefined }
  const { value, names } = await shown(new Metrics(() => gauges))
  assert.equal(value('failover_history_rows'), undefined)
  assert.equal(value('failover_backup_timestamp_seconds'), undefined)
  assert.ok(names.has('failover_backup_timestamp_seconds'))
})

test('a worker that still reads an earlier book is -1 generations behind', async () => {
  const book = { ...GAUGES.book, generationsBehind: undefined }
  const { value } = await shown(new Metrics(() => ({ ...GAUGES, book })))
  assert.equal(value('failover_worker_behind_generations'), -1)
})

test('probes are counted by how they ended, and their durations fall into buckets', async () => {
  const metrics = new Metrics(() => GAUGES)
  metrics.probed({ type: 'http', check: 'web', ending: 'ok', latencyMs: 3 })
  metrics.probed({ type: 'http', check: 'web', ending: 'ok', latencyMs: 30 })
  metrics.probed({ type: 'http', check: 'web', ending: 'timeout', latencyMs: 1000 })
  const { value } = await shown(metrics)
  const passed = ['type="http"', 'check="web"', 'result="passed"'] as const
  assert.equal(value('failover_probe_duration_seconds_bucket', ...passed, 'le="0.005"'), 1)
  assert.equal(value('failover_probe_duration_seconds_bucket', ...passed, 'le="0.05"'), 2)
  assert.equal(value('failover_probe_duration_seconds_sum', ...passed), 0.033)
  assert.equal(value('failover_probe_duration_seconds_count', 'result="failed"'), 1)
  assert.equal(value('failover_probes_total', 'check="web"', 'ending="timeout"'), 1)
})

test('transitions are counted by kind, those of verdicts by check too, and changes of answers', async () => {
  const metrics = new Metrics(() => GAUGES)
  metrics.turned({ type: 'http', check: 'web', to: 'down' })
  metrics.wrote({ durationMs: 1, result: 'done', transitions: ['verdict', 'doubt'] })
  metrics.moved()
  const { value } = await shown(metrics)
  assert.equal(value('failover_verdict_changes_total', 'check="web"', 'to="down"'), 1)
  assert.equal(value('failover_transitions_total', 'kind="verdict"'), 1)
  assert.equal(value('failover_transitions_total', 'kind="doubt"'), 1)
  assert.equal(value('failover_publications_total'), 1)
})

test('reloads, jobs, transactions, delays and requests are counted as they happen', async () => {
  const metrics = new Metrics(() => GAUGES)
  for (const result of ['loaded', 'loaded', 'refused'] as const) metrics.reloaded(result)
  metrics.ran({ job: 'backup', result: 'failed' })
  metrics.wrote({ durationMs: 3, result: 'done', transitions: [] })
  metrics.wrote({ durationMs: 2000, result: 'refused', transitions: [] })
  metrics.probeStarted(0)
  metrics.probeStarted(30)
  metrics.loopDelayed(200)
  metrics.requested({ door: 'api', route: '/v1/status', status: 200 })
  metrics.requested({ door: 'api', route: '/v1/status', status: 401 })
  const { value } = await shown(metrics)
  assert.equal(value('failover_reloads_total', 'result="loaded"'), 2)
  assert.equal(value('failover_reloads_total', 'result="refused"'), 1)
  assert.equal(value('failover_reloads_total', 'result="unchanged"'), 0)
  assert.equal(value('failover_jobs_total', 'job="backup"', 'result="failed"'), 1)
  const took = 'failover_database_transaction_duration_seconds'
  assert.equal(value(`${took}_bucket`, 'result="done"', 'le="0.0025"'), 0)
  assert.equal(value(`${took}_bucket`, 'result="done"', 'le="0.005"'), 1)
  assert.equal(value(`${took}_sum`, 'result="refused"'), 2)
  assert.equal(value('failover_probe_start_delay_seconds_bucket', 'le="0.001"'), 1)
  assert.equal(value('failover_probe_start_delay_seconds_bucket', 'le="0.05"'), 2)
  assert.equal(value('failover_event_loop_delay_seconds_bucket', 'le="0.1"'), 0)
  assert.equal(value('failover_event_loop_delay_seconds_bucket', 'le="0.25"'), 1)
  assert.equal(value('failover_http_requests_total', 'route="/v1/status"', 'status="401"'), 1)
})

test('every kind of transition and every result is there from the start, at 0, so that its first one is an increase', async () => {
  const { value } = await shown(new Metrics(() => GAUGES))
  for (const kind of TRANSITION_KINDS)
    assert.equal(value('failover_transitions_total', `kind="${kind}"`), 0, kind)
  assert.equal(value('failover_database_transaction_duration_seconds_count', 'result="refused"'), 0)
})

test('an event loop that is kept busy is told for how long it was', async (t) => {
  const { promise, resolve } = Promise.withResolvers<number>()
  t.after(watchLoopDelay((delayMs) => delayMs >= BUSY_MS / 2 && resolve(delayMs)))
  // The timer that is measured must have rung once.
  await pause(BUSY_MS / 10)
  for (const untilMs = performance.now() + BUSY_MS; performance.now() < untilMs; );
  const alive = setInterval(() => undefined, 1000)
  t.after(() => clearInterval(alive))
  assert.ok((await promise) >= BUSY_MS / 2)
})

test('checks beyond the two hundredth are counted together as other, whatever was loaded since the start', async () => {
  const metrics = new Metrics(() => GAUGES)
  for (let i = 0; i < MAX_CHECKS + 5; i++)
    metrics.probed({ type: 'http', check: `web${i}`, ending: 'ok', latencyMs: 1 })
  metrics.probed({ type: 'http', check: 'web0', ending: 'ok', latencyMs: 1 })
  const { value } = await shown(metrics)
  assert.equal(value('failover_probes_total', 'check="web0"'), 2)
  assert.equal(value('failover_probes_total', `check="web${MAX_CHECKS}"`), undefined)
  assert.equal(value('failover_probes_total', 'check="other"'), 5)
})

test('of more than ten thousand targets the first have series, and the others are said to be left out', async () => {
  const [target] = GAUGES.targets
  assert.ok(target !== undefined)
  const targets = Array.from({ length: MAX_SERIES + 3 }, (_, i) => ({ ...target, address: `t${i}.` }))
  const { value, text } = await shown(new Metrics(() => ({ ...GAUGES, targets })))
  assert.equal(value('failover_series_left_out', 'kind="target"'), 3)
  assert.equal(value('failover_targets', 'state="down"'), MAX_SERIES + 3)
  assert.equal(text.match(/^failover_target_up\{/gm)?.length, MAX_SERIES)
})

test('targets and zones that are gone have no series any more', async () => {
  let gauges = GAUGES
  let nowMs = 0
  const metrics = new Metrics(
    () => gauges,
    () => nowMs,
  )
  assert.match((await metrics.read()).text, /10\.1\.0\.10/)
  gauges = { ...GAUGES, targets: [], zones: [] }
  assert.match((await metrics.read()).text, /10\.1\.0\.10/, 'within a second the text is the same')
  nowMs = 1000
  const { text, value } = await shown(metrics)
  assert.doesNotMatch(text, /10\.1\.0\.10|lab\.example/)
  assert.equal(value('failover_targets', 'state="down"'), 0)
})

test('README describes every metric as it describes itself, with its labels', async () => {
  const metrics = new Metrics(() => GAUGES)
  metrics.turned({ type: 'http', check: 'web', to: 'down' })
  metrics.probed({ type: 'http', check: 'web', ending: 'ok', latencyMs: 1 })
  metrics.ran({ job: 'backup', result: 'done' })
  metrics.requested({ door: 'socket', route: '/metrics', status: 200 })
  const { text } = await shown(metrics)
  const readme = readFileSync(join(ROOT_FOLDER, 'README.md'), 'utf8')
  const described = tableRows(sectionOf(readme, 'Metrics')).slice(1)
  const shownRows = [...text.matchAll(/^# HELP (\S+) (.*)\n.*\n([^{\n ]+)(?:\{(.*)\})? /gm)].map(
    ([, name = '', help = '', , labels = '']) => [
      `\`${name}\``,
      [...labels.matchAll(/(\w+)="/g)]
        .flatMap(([, label = '']) => (label === 'le' ? [] : [label]))
        .join(', '),
      help,
    ],
  )
  assert.deepEqual(described, shownRows)
})

interface Listening {
  readonly host: string
  readonly port: number
  readonly statusOf: (method: string, path: string, host?: string) => Promise<number | undefined>
}

async function listen(t: TestContext, host = '127.0.0.1', timeoutMs = 5000): Promise<Listening> {
  const port = await freePort('127.0.0.1')
  const started = await startMetricsServer({
    listen: [{ address: host, port }],
    hosts: ['ns1.corp.example.'],
    metrics: new Metrics(() => GAUGES),
    log: createLog('silent'),
    timeoutMs,
  })
  assert.ok('api' in started, JSON.stringify(started))
  t.after(() => started.api.close())
  const statusOf: Listening['statusOf'] = async (method, path, named = '127.0.0.1') => {
    const asked = request({ host, port, path, method, headers: { host: named } }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  return { host, port, statusOf }
}

test('other machines read the metrics and nothing else, and change nothing', async (t) => {
  const { statusOf, ...from } = await listen(t)
  assert.equal((await scrape(from)).value('failover_book_generation'), 17)
  assert.equal(await statusOf('GET', '/v1/status'), 404)
  assert.equal(await statusOf('POST', '/v1/reload'), 404)
  assert.equal(await statusOf('POST', '/metrics'), 405)
})

test('over IPv6 they are the same', async (t) => {
  const { host, port } = await listen(t, '::1')
  assert.equal((await scrape({ host, port })).value('failover_book_generation'), 17)
})

test('a Host that is no address and no name of ours is refused: a web page was led here', async (t) => {
  const { statusOf } = await listen(t)
  assert.equal(await statusOf('GET', '/metrics', 'ns1.corp.example:9553'), 200)
  assert.equal(await statusOf('GET', '/metrics', 'evil.example'), 421)
})

test('who sends half a request for metrics is hung up on', async (t) => {
  const { host, port } = await listen(t, '127.0.0.1', 200)
  const socket = connect(port, host)
  t.after(() => socket.destroy())
  socket.resume().write('GET /metrics HTTP/1.1\r\n')
  await once(socket, 'close')
})

test('a port that is taken is a problem at the start', async (t) => {
  const { host, port } = await listen(t)
  const options = { hosts: [], metrics: new Metrics(() => GAUGES), log: createLog('silent') }
  const second = await startMetricsServer({ ...options, listen: [{ address: host, port }] })
  assert.deepEqual(second, { problem: `metrics: cannot listen on ${host} port ${port}: EADDRINUSE` })
})
