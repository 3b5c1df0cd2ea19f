// What the API tells of an alert: what is declared of it, and nothing of how it is kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../../../src/alert/alert.ts'
import { alertsReport, MAX_ALERTS_PAGE } from '../../../src/control/alerts/report.ts'
import type { AlertsRequest } from '../../../src/control/operator.ts'
import { alert, NOW_MS } from '../../alert/alerts.ts'

const HOLD = { why: 'drained by kim: new disks', sinceMs: NOW_MS, untilMs: undefined, countsFromMs: NOW_MS }

test('an alert that is held back says why and since when; one that was held back is one like others', () => {
  const firing = [alert(1, { hold: HOLD }), alert(2, { hold: { ...HOLD, untilMs: NOW_MS + 1 } })]
  const [held, free] = alertsReport({ firing, over: [], told: [] }, {}, NOW_MS).firing
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

const OVER = { atMs: NOW_MS + 5, why: 'it is up' }
const SHOWN = {
  firing: [
    alert(5),
    alert(1, { hold: HOLD }),
    alert(2, { severity: 'info', kind: 'override', target: '10.2.0.*', zones: [], pools: [] }),
    alert(4, { severity: 'critical', kind: 'pool', target: 'www.corp.example. A' }),
    alert(-1, { severity: 'critical', kind: 'store', target: 'self', zones: [], pools: [] }),
  ],
  over: [alert(7, { resolved: OVER, zones: ['other.example.'] }), alert(6, { resolved: OVER })],
  told: [],
}

function targets(request: AlertsRequest): string[] {
  const { firing, resolved } = alertsReport(SHOWN, request, NOW_MS)
  return [...firing, ...(resolved ?? [])].map(({ target }) => target)
}

test('the worst come first, and of those the oldest; each filter narrows down, and all that are given must fit', () => {
  const [www, one, five] = ['www.corp.example. A', '10.1.0.1/web', '10.1.0.5/web']
  assert.deepEqual(targets({}), ['self', www, one, five, '10.2.0.*'])
  assert.deepEqual(targets({ state: 'held' }), [one])
  assert.deepEqual(targets({ severities: ['critical', 'info'] }), ['self', www, '10.2.0.*'])
  assert.deepEqual(targets({ kinds: ['target'], severities: ['critical'] }), [])
  assert.deepEqual(targets({ subject: '10.1.0.5' }), [five])
  assert.deepEqual(targets({ subject: '10.1.0.1/web' }), [one])
  assert.deepEqual(targets({ subject: 'www.corp.example', kinds: ['target'] }), [one, five])
  assert.deepEqual(targets({ subject: 'corp.example.' }), [www, one, five])
  assert.deepEqual(targets({ subject: 'corp' }), [])
})

test('what is over and still to be told is a list of its own, with when and why', () => {
  const { firing, resolved, total } = alertsReport(SHOWN, { state: 'resolved' }, NOW_MS)
  assert.deepEqual([firing, resolved?.length, total], [[], 2, 2])
  assert.deepEqual([resolved?.[0]?.resolvedAtMs, resolved?.[0]?.resolvedWhy], [NOW_MS + 5, 'it is up'])
  assert.deepEqual(targets({ state: 'resolved', subject: 'other.example' }), ['10.1.0.7/web'])
})

test('pages follow each other without a gap or a repetition, whatever ends or begins meanwhile', () => {
  const ids = Array.from({ length: 2 * MAX_ALERTS_PAGE + 10 }, (_, at) => at + 1)
  const severityOf = (id: number): Alert['severity'] => (id % 3 === 0 ? 'critical' : 'warning')
  const all = ids.map((id) => alert(id, { severity: severityOf(id) }))
  const seen: string[] = []
  let shown = { ...SHOWN, firing: all }
  let cursor: string | undefined
  do {
    const page = alertsReport(shown, cursor === undefined ? {} : { cursor }, NOW_MS)
    assert.ok(page.firing.length <= MAX_ALERTS_PAGE)
    seen.push(...page.firing.map(({ target }) => target))
    // The one at which the page ends is over by the next one.
    shown = { ...shown, firing: shown.firing.filter(({ target }) => target !== seen.at(-1)) }
    cursor = page.next
  } while (cursor !== undefined)
  assert.deepEqual([seen.length, new Set(seen).size], [all.length, all.length])
  assert.equal(alertsReport({ ...SHOWN, firing: all }, { limit: 1 }, NOW_MS).total, all.length)
})
