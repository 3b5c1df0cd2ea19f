// Alerts and receivers as the page words them: the line above the views, the list, and how it goes with each receiver.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AlertStatus, ReceiverStatus } from '../../../src/control/operator.ts'
import { alertRows, isLoud, sortedReport } from '../../../src/page/view/alert-list.ts'
import { alertsLineOf, quietText } from '../../../src/page/view/alerts-line.ts'
import { receiverState } from '../../../src/page/view/receiver-state.ts'

const NOW_MS = Date.UTC(2026, 2, 1, 12)
const ago = (seconds: number): number => NOW_MS - seconds * 1000
const PLANNED = { heldBack: { why: 'in maintenance: new disks', sinceMs: ago(60) } }

function alert(target: string, more: Partial<AlertStatus> = {}): AlertStatus {
  return {
    key: `target ${target}`,
    kind: 'target',
    severity: 'warning',
    target,
    summary: `${target} is down`,
    detail: 'connection refused',
    zones: ['corp.example.'],
    pools: ['www.corp.example. A'],
    firedAtMs: ago(30),
    ...more,
  }
}

function receiver(name: string, more: Partial<ReceiverStatus> = {}): ReceiverStatus {
  return { name, channel: `webhook to https://${name}.corp.example`, givenUp: 0, ...more }
}

function failing(name: string, problem = 'HTTP 500'): ReceiverStatus {
  return receiver(name, { failingSinceMs: ago(10), problem, deliveredAtMs: ago(3600) })
}

const A = alert('a/web')
const B = alert('b/web', { severity: 'critical' })
const TOLD = receiver('on-call', { deliveredAtMs: ago(12) })
/** Told of something else, before A began. */
const TOLD_BEFORE = receiver('on-call', { deliveredAtMs: ago(300) })

describe('the line of alerts', () => {
  const report = (firing: readonly AlertStatus[], receivers: readonly ReceiverStatus[]) =>
    sortedReport({ atMs: NOW_MS, firing, total: firing.length, receivers })
  const lineOf = (firing: readonly AlertStatus[], ...receivers: readonly ReceiverStatus[]) =>
    alertsLineOf(report(firing, receivers), NOW_MS)
  const say = (firing: readonly AlertStatus[], ...receivers: readonly ReceiverStatus[]): string => {
    const line = lineOf(firing, ...receivers)
    return line === undefined ? '' : `${line.tone}: ${line.fires} ${line.told}`
  }

  test('is not there when nothing fires and no receiver fails', () => {
    assert.equal(say([]), '')
    assert.equal(say([], TOLD), '')
  })
  test('is not there for what people have ordered or planned', () => {
    assert.equal(say([alert('a/web', PLANNED), alert('b', { kind: 'override', severity: 'info' })]), '')
  })
  test('says that nobody is told when there is no receiver; the sign of life is none', () => {
    const nobody =
      'bad: 1 warning alert fires: a/web is down. Nobody is told: failover.yaml names no receiver.'
    assert.equal(say([A]), nobody)
    assert.equal(say([A], receiver('watchdog', { deliveredAtMs: ago(1) })), nobody)
    assert.equal(say([A], failing('watchdog')), `${nobody} Receiver watchdog fails for 10s: HTTP 500.`)
  })
  test('says that nobody is told when all of them fail, each with its reason', () => {
    assert.equal(
      say([A], failing('chat'), failing('post', 'login refused')),
      'bad: 1 warning alert fires: a/web is down. Nobody is told: chat fails for 10s: HTTP 500; post fails for 10s: login refused.',
    )
  })
  test('says who fails, and who was told all the same', () => {
    assert.equal(
      say([A], failing('chat'), TOLD),
      'warn: 1 warning alert fires: a/web is down. Receiver chat fails for 10s: HTTP 500. Told 12s ago: on-call.',
    )
  })
  test('says that a receiver fails though nothing fires', () => {
    assert.equal(
      say([], failing('chat'), TOLD),
      'warn: No alert fires. Receiver chat fails for 10s: HTTP 500.',
    )
  })
  test('does not take for told who was last told before the newest began', () => {
    assert.match(say([A], TOLD_BEFORE), /Nobody was told since it began\.$/)
    assert.match(say([A, B], TOLD_BEFORE), /Nobody was told since the newest began\.$/)
    const pending = { id: 'msg_1', alerts: 1, attempts: 0 }
    assert.match(say([A], { ...TOLD_BEFORE, pending }), /Being told: on-call\.$/)
  })
  test('counts the grave ones, and names the worst', () => {
    assert.equal(
      say([A, B], TOLD),
      'bad: 2 alerts fire, 1 critical: b/web is down, and 1 more. Told 12s ago: on-call.',
    )
    assert.match(say([B, B, B], TOLD), /^bad: 3 alerts fire, all critical: /)
  })
  test('says that there are more than were listed', () => {
    assert.match(
      alertsLineOf({ ...report([B], [TOLD]), total: 2000 }, NOW_MS)?.fires ?? '',
      /^More than 1 alerts fire, all critical: b\/web is down, and others\.$/,
    )
  })
  test('stays short, however many fail and whatever they answer', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => failing(name, `${'x'.repeat(500)}\nmore`))
    const line = say([A], ...many)
    assert.match(line, /; and 2 more\.$/)
    assert.ok(line.length < 500, line)
  })
  test('is read aloud without what changes every second', () => {
    assert.equal(
      lineOf([A], failing('chat'))?.aloud,
      '1 warning alert fires: a/web is down. Nobody is told: chat fails.',
    )
  })
  test('leaves a word among the facts when it is not there', () => {
    assert.equal(quietText(report([], [])), 'no alert fires')
    const mild = [alert('a/web', PLANNED), alert('b', { severity: 'info' })]
    assert.equal(quietText(report(mild, [])), 'alerts: 1 held back, 1 info')
  })
})

describe('the list of alerts', () => {
  const keysOf = (...firing: readonly AlertStatus[]): readonly string[] =>
    sortedReport({ atMs: NOW_MS, firing, total: firing.length, receivers: [] }).firing.map(
      ({ target }) => target,
    )

  test('begins with the worst, of these with the newest, and ends with what is held back', () => {
    const held = alert('held', { severity: 'critical', ...PLANNED })
    const old = alert('old', { firedAtMs: ago(3600) })
    assert.deepEqual(keysOf(held, old, A, B), ['b/web', 'a/web', 'old', 'held'])
    assert.deepEqual([held, old].map(isLoud), [false, true])
  })
  test('is bounded in alerts, and in the pools of each; the rest is counted', () => {
    const pools = Array.from({ length: 8 }, (_, n) => `p${n}.corp.example. A`)
    const firing = Array.from({ length: 250 }, (_, n) => alert(`${n}/web`, { pools }))
    const { rows, more } = alertRows({ firing, total: 1250 })
    assert.deepEqual([rows.length, more, rows[0]?.pools.length, rows[0]?.morePools], [100, 1150, 5, 3])
  })
})

describe('how it goes with a receiver', () => {
  const say = (one: ReceiverStatus): string => {
    const { tone, word, sentence } = receiverState(one, NOW_MS)
    return `${tone}: ${word}: ${sentence}`
  }
  const pending = { id: 'msg_1', alerts: 2, attempts: 3 }
  const rows: readonly (readonly [string, ReceiverStatus, string])[] = [
    ['never told', receiver('chat'), 'unknown: never told yet: '],
    ['told', TOLD, 'fine: well: last told 12s ago'],
    [
      'being told for the first time',
      receiver('chat', { pending: { ...pending, attempts: 0 } }),
      'notice: is being told: 2 alerts · never told before',
    ],
    [
      'failing, with what waits',
      { ...failing('chat'), pending },
      'nothing: failing: for 10s: HTTP 500 · 2 alerts wait, tried 3 times · last told 1h ago',
    ],
    [
      'failing, and one was given up',
      { ...failing('chat'), givenUp: 1 },
      'nothing: failing: for 10s: HTTP 500 · 1 notification was given up · last told 1h ago',
    ],
    [
      'well again, after some were given up',
      { ...TOLD, givenUp: 2 },
      'fine: well: last told 12s ago · 2 notifications were given up',
    ],
    [
      'the sign of life, whose time the page does not follow',
      receiver('watchdog', { deliveredAtMs: ago(3600) }),
      'fine: well: signs of life are taken',
    ],
  ]
  for (const [title, one, said] of rows) test(title, () => assert.equal(say(one), said))
})
