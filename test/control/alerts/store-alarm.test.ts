// A database that refuses: told from memory, to whom it concerns, and that it is over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Receiver } from '../../../src/alert/receiver.ts'
import { REFUSES_MS, StoreAlarm } from '../../../src/control/alerts/store-alarm.ts'
import { GROUP_MS, NOW_MS, receiver } from '../../alert/alerts.ts'

const ONE = receiver({ name: 'one' })
const OTHER = receiver({ name: 'other' })
const PROBLEM = 'failover.db: database or disk is full: free some space'

function refusal(lastedMs = REFUSES_MS) {
  return { sinceMs: NOW_MS, lastedMs, problem: PROBLEM }
}

/** States of what this receiver is told of so long after the beginning; none: nothing. */
function told(alarm: StoreAlarm, one: Receiver, afterMs: number, deliveredMs?: number): readonly string[] {
  const envelope = { id: `msg_${afterMs}`, receiver: one.name, node: 'ns1', madeMs: NOW_MS + afterMs }
  const notification = alarm.next(one, [], envelope, deliveredMs)
  return notification?.alerts.map(({ state, repeated }) => (repeated ? `still ${state}` : state)) ?? []
}

test('it begins when the database has refused for ten seconds, and not sooner', () => {
  const alarm = new StoreAlarm([ONE])
  alarm.look(refusal(REFUSES_MS - 1), NOW_MS)
  alarm.look(undefined, NOW_MS)
  assert.deepEqual([alarm.firing, alarm.isActive, alarm.revision], [[], false, 0])
  alarm.look(refusal(), NOW_MS + REFUSES_MS)
  alarm.look(refusal(60_000), NOW_MS + 60_000)
  const [firing, ...more] = alarm.firing
  assert.deepEqual([firing?.kind, firing?.severity, firing?.firedMs], ['store', 'critical', NOW_MS])
  assert.equal(firing?.detail, PROBLEM)
  assert.equal(more.length, 0)
})

test('each receiver is told once, and that it is over when it had been told, one group later', () => {
  const alarm = new StoreAlarm([ONE, OTHER])
  alarm.look(refusal(), NOW_MS + REFUSES_MS)
  assert.deepEqual(told(alarm, ONE, REFUSES_MS), ['firing'])
  assert.deepEqual(told(alarm, ONE, REFUSES_MS + 1), [])
  assert.deepEqual(told(alarm, OTHER, REFUSES_MS + 1), ['firing'])
  alarm.look(undefined, NOW_MS + 60_000)
  assert.deepEqual(alarm.firing, [])
  assert.deepEqual(told(alarm, ONE, 60_000), [])
  assert.deepEqual(told(alarm, ONE, 60_000 + GROUP_MS), ['resolved'])
  alarm.look(undefined, NOW_MS + 90_000)
  assert.ok(alarm.isActive)
  assert.deepEqual(told(alarm, OTHER, 100_000), ['resolved'])
  alarm.look(undefined, NOW_MS + 100_000)
  assert.ok(!alarm.isActive)
})

test('it goes to whom the kind concerns, whatever zones and pools they ask for', () => {
  const route = { ...ONE.route, zones: ['elsewhere.example'], pools: ['*'], targets: ['10.*'] }
  const far = receiver({ name: 'far', route })
  const spared = receiver({ name: 'spared', route: { ...ONE.route, kinds: ['target'] } })
  const alarm = new StoreAlarm([far, spared])
  alarm.look(refusal(), NOW_MS + REFUSES_MS)
  assert.deepEqual(told(alarm, far, REFUSES_MS), ['firing'])
  assert.deepEqual(told(alarm, spared, 999_999), [])
  alarm.look(undefined, NOW_MS + 60_000)
  assert.deepEqual(told(alarm, far, 90_000), ['resolved'])
  alarm.look(undefined, NOW_MS + 90_000)
  assert.ok(!alarm.isActive)
})

test('what was given up is told when the receiver takes something again', () => {
  const off = receiver({ name: 'one', repeatMs: undefined })
  const alarm = new StoreAlarm([off])
  alarm.look(refusal(), NOW_MS + REFUSES_MS)
  assert.deepEqual(told(alarm, off, REFUSES_MS), ['firing'])
  alarm.lose({ receiver: 'one', madeMs: NOW_MS + REFUSES_MS, atMs: NOW_MS + 20_000 })
  assert.deepEqual(told(alarm, off, 30_000), [])
  assert.deepEqual(told(alarm, off, 40_000, NOW_MS + 35_000), ['firing'])
})

test('a disk that comes and goes while nobody can be told keeps the last eight times', () => {
  const alarm = new StoreAlarm([ONE])
  for (let round = 0; round < 20; round++) {
    alarm.look({ ...refusal(), sinceMs: NOW_MS + round * 60_000 }, NOW_MS + round * 60_000 + REFUSES_MS)
    alarm.look(undefined, NOW_MS + round * 60_000 + 30_000)
  }
  assert.equal(told(alarm, ONE, 3_600_000).length, 8)
})
