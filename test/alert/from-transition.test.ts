// Which alerts transitions begin and end: the table of alert/from-transition.ts, row by row, and what follows of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold } from '../../src/alert/fold.ts'
import { effectOf } from '../../src/alert/from-transition.ts'
import { happening, NOW_MS } from './alerts.ts'

const POOL = 'www.corp.example. A'
const NOBODY = { zones: [], pools: [] }

/** `+severity key` for what begins, `-key` for what ends. */
function effects(line: string): string {
  const { begins, ends } = effectOf(happening(line))
  const begun = begins === undefined ? [] : [`+${begins.severity} ${begins.key}`]
  return [...ends.map((key) => `-${key}`), ...begun].join(', ')
}

const TABLE: Readonly<Record<string, string>> = {
  'verdict 10.1.0.10/web up>down': '+warning target 10.1.0.10/web',
  'verdict 10.1.0.10/web unknown>down': '+warning target 10.1.0.10/web',
  'verdict 10.1.0.10/web down>up': '-target 10.1.0.10/web',
  'verdict 10.1.0.10/web down>degraded': '-target 10.1.0.10/web',
  'verdict 10.1.0.10/web down>unknown': '',
  [`redundancy ${POOL} several>one`]: `-pool ${POOL}, +warning spare ${POOL}`,
  [`redundancy ${POOL} none>one`]: `-pool ${POOL}, +warning spare ${POOL}`,
  [`redundancy ${POOL} one>none`]: `+critical pool ${POOL}`,
  [`redundancy ${POOL} none>several`]: `-spare ${POOL}, -pool ${POOL}`,
  'standby www.corp.example. A 10.1.0.11 proved>stale': '+warning standby www.corp.example. A 10.1.0.11',
  'standby www.corp.example. A 10.1.0.11 stale>proved': '-standby www.corp.example. A 10.1.0.11',
  'standby www.corp.example. A 10.1.0.11 stale>none': '-standby www.corp.example. A 10.1.0.11',
  'doubt self sure>doubt': '+critical doubt',
  'doubt self doubt>vouched': '-doubt',
  'refusal corp.example. none>refused': '+warning zone corp.example.',
  'refusal corp.example. refused>none': '-zone corp.example.',
  'override 10.1.0.10 none>drain': '-override 10.1.0.10, +info override 10.1.0.10',
  'override 10.1.0.10 drain>none': '-override 10.1.0.10',
  'maintenance 10.1.0.10 none>drain': '+info maintenance 10.1.0.10',
  'maintenance 10.1.0.10 drain>none': '-maintenance 10.1.0.10',
  'reload corp.example. 1>2': '',
  [`failback ${POOL} a>b`]: '',
}

for (const [line, expected] of Object.entries(TABLE))
  test(`${line} is ${expected === '' ? 'no alert' : expected}`, () => assert.equal(effects(line), expected))

test('an alert says in words what the transition says in codes', () => {
  const line = 'verdict 10.1.0.10/web up>down'
  const { begins } = effectOf(happening(line, { reason: 'status', detail: '503, expected 200-299' }))
  assert.equal(begins?.summary, '10.1.0.10/web is down')
  assert.equal(begins?.detail, 'unexpected status: 503, expected 200-299')
})

test('what fires already does not begin again, and keeps the time at which it began', () => {
  const first = happening(`redundancy ${POOL} several>one`, { id: 1, atMs: NOW_MS })
  const { begun } = fold([first], new Map(), () => NOBODY)
  const firing = new Map(begun.map((alert) => [alert.key, alert]))
  const later = [
    happening(`redundancy ${POOL} one>none`, { id: 2, atMs: NOW_MS + 1 }),
    happening(`redundancy ${POOL} none>one`, { id: 3, atMs: NOW_MS + 2 }),
  ]
  const folded = fold(later, firing, () => NOBODY)
  assert.deepEqual(
    folded.begun.map(({ key, resolved }) => [key, resolved?.atMs]),
    [[`pool ${POOL}`, NOW_MS + 2]],
  )
  assert.deepEqual([...folded.ended], [])
})

test('an alert is known by the transition with which it began, and ends with the one that ends it', () => {
  const falls = happening('verdict 10.1.0.10/web up>down', { id: 7 })
  const { begun } = fold([falls], new Map(), () => ({ zones: ['corp.example.'], pools: [POOL] }))
  assert.deepEqual(begun[0]?.pools, [POOL])
  const firing = new Map(begun.map((alert) => [alert.key, alert]))
  const rises = happening('verdict 10.1.0.10/web down>up', { id: 8, atMs: NOW_MS + 5000, reason: 'ok' })
  const { ended } = fold([rises], firing, () => NOBODY)
  assert.deepEqual([...ended], [[7, { atMs: NOW_MS + 5000, why: 'it is up' }]])
})
