// What the API tells of an alert: what is declared of it, and nothing of how it is kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertsReport } from '../../../src/control/alerts/report.ts'
import { alert, NOW_MS } from '../../alert/alerts.ts'

const HOLD = { why: 'drained by kim: new disks', sinceMs: NOW_MS, untilMs: undefined, countsFromMs: NOW_MS }

test('an alert that is held back says why and since when; one that was held back is one like others', () => {
  const firing = [alert(1, { hold: HOLD }), alert(2, { hold: { ...HOLD, untilMs: NOW_MS + 1 } })]
  const [held, free] = alertsReport({ firing, told: [] }, NOW_MS).firing
  assert.deepEqual(held?.heldBack, { why: 'drained by kim: new disks', sinceMs: NOW_MS })
  assert.deepEqual(Object.keys(free ?? {}).sort(), [
    'detail',
    'firedAtMs',
    'key',
    'kind',
    'pools',
    'severity',
    'summary',
    'target',
    'zones',
  ])
})
