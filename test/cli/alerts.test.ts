// `failover alerts`, against a real API on a real socket.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertsReport } from '../../src/control/alerts/report.ts'
import type { AlertsReport } from '../../src/control/operator.ts'
import { alert, NOW_MS } from '../alert/alerts.ts'
import { ALERTS } from '../support/fake-alerts.ts'
import { fakeOperator } from '../support/fake-operator.ts'
import { serveOperator } from '../support/served-operator.ts'

const { run } = serveOperator()

const many = Array.from({ length: 2345 }, (_, at) => alert(at + 1))
const crowded = serveOperator({
  ...fakeOperator(),
  alerts: (request) => alertsReport({ firing: many, over: [], told: [] }, request, NOW_MS),
})

function alerts(...args: readonly string[]) {
  return run(['alerts', ...args], 300)
}

test('alone it lists what fires, the worst first, and how it goes with the receivers', async () => {
  const { code, lines } = await alerts()
  assert.equal(code, 0)
  assert.deepEqual(
    lines.map((line) => line.replaceAll(/ {2,}/g, ' | ')),
    [
      'severity | since | what | why | pools',
      'critical | 3m 12s | nothing is healthy in intranet.corp.example. A | 0 of 2 members healthy | intranet.corp.example. A',
      'warning | 3m 12s | 10.1.0.10/web is down | connection refused; nobody is told: drained by kim: new disks | intranet.corp.example. A',
      '',
      'receiver | told | state | how',
      'on-call | 1m ago | fine | webhook to https://10.0.0.9',
      'post | never | fails for 2m: connect ECONNREFUSED 10.1.0.25:587; 1 waits after 3 attempts; 1 given up | mail to ops@corp.example through mail.corp.example:587',
    ],
  )
})

test('with --json it is what the API says', async () => {
  const { lines } = await alerts('list', '--json')
  assert.deepEqual(JSON.parse(lines.join('\n')), ALERTS)
})

test('test says what became of it, and exits with 1 when it was not delivered', async () => {
  const fine = await alerts('test', 'on-call')
  assert.deepEqual(
    [fine.code, fine.lines],
    [0, ['on-call: delivered after 12ms, webhook to https://10.0.0.9: HTTP 204']],
  )
  const failed = await alerts('test', 'post')
  assert.equal(failed.code, 1)
  assert.match(failed.lines.join(), /^post: not delivered after 12ms, .*: connect ECONNREFUSED/)
  const unknown = await alerts('test', 'nobody')
  assert.equal(unknown.code, 1)
  assert.match(unknown.errors.join(), /names no receiver nobody/)
})

test('very many are listed up to --limit, over as many pages as it takes, and how many more there are is said', async () => {
  const usual = await crowded.run(['alerts'], 300)
  assert.equal(usual.lines.filter((line) => line.startsWith('warning')).length, 1000)
  assert.ok(usual.lines.includes('and 1345 more: see --limit'))
  const all = await crowded.run(['alerts', 'list', '--limit', '20000', '--json'])
  const report = JSON.parse(all.lines.join('\n')) as AlertsReport
  assert.deepEqual([report.firing.length, report.total, report.next], [2345, 2345, undefined])
  assert.equal(new Set(report.firing.map(({ target }) => target)).size, 2345)
  const some = await crowded.run(['alerts', 'list', '--limit', '1001', '--json'])
  const part = JSON.parse(some.lines.join('\n')) as AlertsReport
  assert.deepEqual([part.firing.length, part.next], [1001, 'warning:1001'])
})

test('a filter narrows down what is listed; nothing like that is said so', async () => {
  const one = await crowded.run(
    ['alerts', '10.1.0.17', '--severity', 'warning,critical', '--kind', 'target'],
    300,
  )
  assert.equal(one.lines.filter((line) => line.startsWith('warning')).length, 1)
  const none = await crowded.run(['alerts', 'list', '--state', 'held'])
  assert.equal(none.lines[0], 'no alert is like that')
})

test('every option that cannot be understood is named, with the nearest word', async () => {
  const { code, errors } = await run(['alerts', '--state', 'hold', '--kind', 'pools,target', '--limit', '0'])
  assert.equal(code, 2)
  assert.match(errors.join('\n'), /--state: there is no state hold; did you mean "held"/)
  assert.match(errors.join('\n'), /--kind: there is no kind pools; did you mean "pool"/)
  assert.match(errors.join('\n'), /--limit: 0 is no whole number from 1 to 20000/)
})
