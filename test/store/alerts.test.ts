// What the database keeps of alerts: as it was written, in whole changes, and no more than that.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldBy, holdFrom } from '../../src/alert/hold.ts'
import { alert, NOW_MS } from '../alert/alerts.ts'
import { MemoryStore } from '../control/alerts/memory-store.ts'
import { notification } from '../notify/sending.ts'

const TOLD = { receiver: 'on-call', alert: 1, thread: 'msg_1', atMs: NOW_MS, over: false, lostMs: undefined }
const RECORD = { deliveredMs: NOW_MS, failingMs: undefined, problem: '', givenUp: 2 }

test('an empty database has looked at nothing, and one that has is at its cursor', () => {
  const { table } = new MemoryStore()
  assert.equal(table.read().cursor, undefined)
  table.write({ cursor: 0 })
  assert.equal(table.read().cursor, 0)
  table.write({ cursor: 17 })
  table.write({ begun: [alert(1)] })
  assert.equal(table.read().cursor, 17)
})

test('alerts, who was told, what is pending and how it went come back as they were written', () => {
  const { table } = new MemoryStore()
  const over = alert(2, { resolved: { atMs: NOW_MS + 5, why: 'it is up' } })
  const held = alert(4, { hold: holdFrom(NOW_MS, 'drained by ops') })
  table.write({ begun: [alert(1), over, held], told: [TOLD], notification: notification(['msg_0']) })
  table.noteAttempt({ notification: notification(), attempts: 3, notBeforeMs: NOW_MS + 9 }, RECORD)
  const { alerts, told, pending, records } = table.read()
  assert.deepEqual(alerts, [alert(1), over, held])
  const free = heldBy(held, undefined, NOW_MS + 1)
  table.write({ held: [free] })
  assert.deepEqual(table.read().alerts, [alert(1), over, free])
  assert.deepEqual(told, [TOLD])
  assert.deepEqual(pending, [{ notification: notification(['msg_0']), attempts: 3, notBeforeMs: NOW_MS + 9 }])
  assert.deepEqual([...records], [['on-call', RECORD]])
})

test('an alert ends and the same begins anew in one change; what is forgotten takes along who was told', () => {
  const { table } = new MemoryStore()
  table.write({ begun: [alert(1)], told: [TOLD] })
  const again = alert(9, { key: alert(1).key })
  table.write({ begun: [again], ended: new Map([[1, { atMs: NOW_MS, why: '' }]]) })
  assert.deepEqual(
    table.read().alerts.map(({ id, resolved }) => [id, resolved === undefined]),
    [
      [1, false],
      [9, true],
    ],
  )
  table.write({ forgotten: [1] })
  assert.deepEqual([table.read().alerts, table.read().told], [[again], []])
})

test('a change that cannot be written as a whole is not written at all', () => {
  const { table } = new MemoryStore()
  table.write({ cursor: 1, begun: [alert(1)] })
  const twice = { ...alert(7), key: alert(1).key }
  assert.throws(() => table.write({ cursor: 2, begun: [alert(2), twice], notification: notification() }))
  const { cursor, alerts, pending } = table.read()
  assert.deepEqual([cursor, alerts, pending], [1, [alert(1)], []])
})

test('a receiver has one notification at most, and takes all that is known of it along', () => {
  const { table } = new MemoryStore()
  table.write({ begun: [alert(1)], told: [TOLD], notification: notification() })
  table.write({ notification: { ...notification(), id: 'msg_2' } })
  assert.deepEqual(
    table.read().pending.map(({ notification, attempts }) => [notification.id, attempts]),
    [['msg_2', 0]],
  )
  table.noteEnd('on-call', RECORD)
  assert.deepEqual(table.read().pending, [])
  table.removeReceiver('on-call')
  const { told, records, alerts } = table.read()
  assert.deepEqual([told, [...records], alerts.length], [[], [], 1])
})

test('what was told in vain is remembered of what fires, and of no other notification', () => {
  const { table } = new MemoryStore()
  const later = { ...TOLD, alert: 2, atMs: TOLD.atMs + 1 }
  const over = { ...TOLD, alert: 3, over: true }
  table.write({
    begun: [alert(1), alert(2), alert(3)],
    told: [TOLD, later, over],
    notification: notification(),
  })
  table.noteEnd('on-call', RECORD, { receiver: 'on-call', madeMs: TOLD.atMs, atMs: NOW_MS + 7 })
  assert.deepEqual(table.read().pending, [])
  assert.deepEqual(
    table.read().told.map(({ alert, lostMs }) => [alert, lostMs]),
    [
      [1, NOW_MS + 7],
      [2, undefined],
      [3, undefined],
    ],
  )
  table.write({ told: [{ ...TOLD, atMs: NOW_MS + 8 }] })
  assert.equal(table.read().told.find((one) => one.alert === 1)?.lostMs, undefined)
})
