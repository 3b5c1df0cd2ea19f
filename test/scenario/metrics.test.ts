// The metrics of a real daemon whose server is killed, and what in contrib/ is built on them, held against them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { parse as parseYaml } from 'yaml'
import { withoutProgram } from '../probe/real/real-server.ts'
import { corpZone } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { DEADLINE_MS } from '../support/own-process.ts'
import { type Scrape, scrape } from '../support/scrape.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

const CONTRIB = join(ROOT_FOLDER, 'contrib')
const ALERTS = join(CONTRIB, 'prometheus-alerts.yml')
const DASHBOARD = join(CONTRIB, 'grafana-dashboard.json')
/** The check of corp.example; that of lab.example has the same name and another type. */
const HTTP = 'check="web",type="http"'
const LOOK_EVERY_MS = 50
const skip = withoutProgram('promtool')

interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string }[]
}

/** Before and after the primary was killed; the text is read over TCP, then on the Unix socket. */
async function scrapesOfFailover(t: TestContext): Promise<readonly [Scrape, Scrape]> {
  const port = await freePort('127.0.0.1')
  const config = `metrics: { listen: ['127.0.0.1:${port}'] }\nsocket: s`
  const zones = { 'lab.example.zone': corpZone(`;@ check web tcp port=1\nlab A ${PRIMARY} ;@ check=web`) }
  const { daemon, primary } = await startWebPool(t, { config, zones })
  await becomes(daemon, `${PRIMARY}/web@lab.example`, 'down')
  await daemon.ask(WWW)
  await daemon.ask('none.corp.example A')
  const first = await scrape({ host: '127.0.0.1', port })
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await becomes(daemon, `${PRIMARY}/web`, 'down')
  await daemon.cli('drain', STANDBY, '--for', '1h', '--why', 'new disks')
  await daemon.cli('reload')
  const socketPath = join(daemon.folder, 's')
  const deadlineMs = performance.now() + DEADLINE_MS
  for (;;) {
    const second = await scrape({ socketPath })
    if (second.value('failover_target_up', `address="${PRIMARY}"`, HTTP) === 0) return [first, second]
    assert.ok(performance.now() < deadlineMs, second.text)
    await pause(LOOK_EVERY_MS)
  }
}

test('a killed server is seen in verdict, pool, probes, transitions and book', async (t) => {
  const [first, second] = await scrapesOfFailover(t)
  const pool = 'pool="www.corp.example."'
  const primary = `address="${PRIMARY}"`
  assert.equal(first.value('failover_target_up', primary, HTTP), 1)
  assert.equal(first.value('failover_target_up', primary, 'check="web@lab.example"'), 0)
  assert.equal(first.value('failover_pool_available', pool), 2)
  assert.ok((first.value('failover_queries_total', 'transport="udp"') ?? 0) >= 2)
  assert.equal(first.value('failover_responses_total', 'rcode="NXDOMAIN"'), 1)
  const ofCorp = ['zone="corp.example."', 'transport="udp"'] as const
  assert.equal(first.value('failover_zone_responses_total', ...ofCorp, 'rcode="NXDOMAIN"'), 1)
  assert.ok((first.value('failover_zone_responses_total', ...ofCorp, 'rcode="NOERROR"') ?? 0) >= 1)
  assert.ok((first.value('failover_probes_total', HTTP, 'ending="ok"') ?? 0) >= 2)
  assert.equal(first.value('failover_zone_stale', 'zone="corp.example."'), 0)
  assert.equal(first.value('failover_doubt'), 0)
  assert.equal(second.value('failover_target_up', `address="${STANDBY}"`), 1)
  assert.equal(second.value('failover_pool_available', pool), 1)
  assert.equal(second.value('failover_pool_published', pool), 1)
  assert.ok((second.value('failover_probes_total', HTTP, 'ending="refused"') ?? 0) >= 2)
  assert.equal(second.value('failover_verdict_changes_total', HTTP, 'to="down"'), 1)
  assert.ok((second.value('failover_transitions_total', 'kind="verdict"') ?? 0) >= 3)
  assert.ok((second.value('failover_publications_total') ?? 0) >= 1)
  checkDesk(second)
  const generation = 'failover_book_generation'
  assert.ok((second.value(generation) ?? 0) > (first.value(generation) ?? 0), 'the book has been patched')
  assert.ok((second.value('failover_book_size_bytes') ?? 0) > 0)
  checkContrib(second)
})

/** What a person has done meanwhile, and what the database and the loop have had to do. */
function checkDesk({ value }: Scrape): void {
  assert.equal(value('failover_overrides', 'decree="drain"'), 1)
  assert.equal(value('failover_transitions_total', 'kind="override"'), 1)
  assert.equal(value('failover_reloads_total', 'result="unchanged"'), 1)
  assert.equal(value('failover_database_owed_changes'), 0)
  assert.equal(value('failover_pool_redundant', 'pool="www.corp.example."'), 0)
  assert.ok((value('failover_history_rows') ?? 0) >= 5)
  assert.ok((value('failover_database_transaction_duration_seconds_count', 'result="done"') ?? 0) >= 5)
  assert.ok((value('failover_probe_start_delay_seconds_count') ?? 0) >= 5)
  assert.ok((value('failover_event_loop_delay_seconds_count') ?? 0) >= 1)
  assert.equal(value('failover_http_requests_total', 'door="metrics"', 'route="/metrics"', 'status="200"'), 1)
  assert.equal(value('failover_http_requests_total', 'door="socket"', 'route="/v1/overrides"'), 1)
  assert.ok((value('process_open_fds') ?? 0) > 0)
}

/** Names in a PromQL expression that are metrics of ours; those of a histogram have an ending. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:failover|process)_\w+/g)].map(([name]) =>
    name.replace(/_(?:bucket|count|sum)$/, ''),
  )
}

/** Every metric that contrib/ names is shown, and promtool finds nothing to mend in what is shown. */
function checkContrib({ names, text }: Scrape): void {
  const named = [...dashboardExpressions(), ...alertExpressions()].flatMap(metricsIn)
  assert.ok(named.length > 20)
  assert.deepEqual(
    named.filter((name) => !names.has(name)),
    [],
    'contrib/ names what /metrics does not show',
  )
  if (skip !== false) return
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout + stderr)
}

function panels(): readonly Panel[] {
  return (JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { readonly panels: readonly Panel[] }).panels
}

function dashboardExpressions(): string[] {
  return panels().flatMap(({ targets }) => targets.map(({ expr }) => expr))
}

interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

function alertRules(): readonly AlertRule[] {
  const file = parseYaml(readFileSync(ALERTS, 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[]
  }
  return file.groups.flatMap(({ rules }) => rules)
}

function alertExpressions(): string[] {
  return alertRules().map(({ expr }) => expr)
}

test('the panels of the Grafana dashboard have ids of their own and do not overlap', () => {
  const shown = panels()
  assert.equal(new Set(shown.map(({ id }) => id)).size, shown.length)
  const cells = shown.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  )
  assert.equal(new Set(cells).size, cells.length)
  assert.ok(shown.every(({ gridPos: { x, w } }) => x + w <= 24))
})

test('every panel of the dashboard has a unit, and says what it shows', () => {
  for (const { title, description, fieldConfig } of panels()) {
    assert.ok((fieldConfig.defaults.unit ?? '').length > 0, title)
    assert.match(description, /^[A-Z0-9].+\.$/, title)
  }
})

interface RuleTest {
  readonly alert_rule_test: readonly {
    readonly alertname: string
    readonly exp_alerts?: readonly unknown[]
  }[]
}

test('of every alert a test says when it is silent, and when it fires', () => {
  const file = parseYaml(readFileSync(join(CONTRIB, 'prometheus-alerts.test.yml'), 'utf8')) as {
    readonly tests: readonly RuleTest[]
  }
  const tested = file.tests.flatMap((one) => one.alert_rule_test)
  const named = (fires: boolean): Set<string> =>
    new Set(tested.flatMap((one) => ((one.exp_alerts !== undefined) === fires ? one.alertname : [])))
  const all = alertRules().map(({ alert }) => alert)
  for (const fires of [true, false])
    assert.deepEqual(
      all.filter((alert) => !named(fires).has(alert)),
      [],
      fires ? 'never fires in a test' : 'is never silent in one',
    )
})

test('every alert has a name of its own, a severity and a summary', () => {
  const rules = alertRules()
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(?:critical|warning|info)$/, alert)
    assert.ok(annotations.summary.length > 0, alert)
  }
})

describe('Prometheus itself', { skip }, () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'failover-promtool-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  function promtool(...args: readonly string[]): void {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
    assert.equal(status, 0, stdout + stderr)
  }

  test('Prometheus loads the alert rules', () => {
    promtool('check', 'rules', ALERTS)
  })

  test('the alerts fire when they should, and not before', () => {
    promtool('test', 'rules', join(CONTRIB, 'prometheus-alerts.test.yml'))
  })

  test('Prometheus understands every query of the dashboard', () => {
    const rules = dashboardExpressions().map((expression, i) => ({
      record: `panel:query${i}`,
      expr: expression.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    }))
    const file = join(folder, 'rules.yml')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    promtool('check', 'rules', file)
  })
})
