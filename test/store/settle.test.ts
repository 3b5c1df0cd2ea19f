import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Outcome } from '../../src/health/outcome.ts'
import { type State, UNKNOWN_VERDICT } from '../../src/health/verdict.ts'
import { StoreFault } from '../../src/store/problem.ts'
import { look, open, temporaryPath, writeZone, zone } from './temporary.ts'

const OK: Outcome = { ending: 'ok', detail: '', latencyMs: 1.5 }
const REFUSED: Outcome = { ending: 'refused', detail: 'port 443', latencyMs: 0.2 }
const DOWN = { state: 'down', goods: 0, bads: 3, sinceMs: 7, last: REFUSED, lastAtMs: 7 } as const
const A = { zone: 'corp.example.', name: 'www.corp.example.', type: 'A', data: '10.0.0.1' }
const B = { ...A, data: '10.0.0.2' }
const POOL = ['www.corp.example. 30 A 10.0.0.1 noted', 'www.corp.example. 30 A 10.0.0.2 noted hidden']

function fell(target: string) {
  return { target, from: 'up', to: 'down', outcome: REFUSED } as const
}

test('every transaction is told, with how long it took, what it added to the history, and whether it was refused', (t) => {
  const store = open(t, temporaryPath(t))
  const told: string[] = []
  store.observeWrites(({ durationMs, isDone, transitions }) =>
    told.push(`${isDone} ${durationMs > 0} ${transitions}`),
  )
  store.recordOutcomes([{ target: '10.0.0.1/web', verdict: DOWN }])
  const bad = { target: '10.0.0.1/web', verdict: { ...DOWN, state: 'ill' as State } }
  assert.throws(() => store.recordOutcomes([bad]), StoreFault)
  store.readVerdicts()
  writeZone(store, zone('a', POOL), 1)
  const override = {
    target: '10.0.0.1',
    decree: 'drain',
    who: 'root',
    why: 'new disks',
    startedMs: 1,
  } as const
  const id = store.overrides.add({ ...override, endsMs: undefined })
  const settlement = { nowMs: 7, verdicts: [bad], transitions: [fell('10.0.0.1/web')], published: [] }
  assert.throws(() => store.settle(settlement), StoreFault)
  store.settle({ ...settlement, verdicts: [] })
  store.overrides.end(id, 'root', 2)
  const kinds = told.filter((line) => line !== 'true true ')
  assert.deepEqual(kinds, [
    'false true ',
    'true true reload',
    'true true override',
    'false true ',
    'true true verdict',
    'true true override',
  ])
})

describe('settling', () => {
  test('verdict, published flags and transition are stored as one', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(store, zone('a', POOL), 1)
    const ids = store.settle({
      nowMs: 7,
      verdicts: [{ target: '10.0.0.1/web', verdict: DOWN }],
      transitions: [fell('10.0.0.1/web')],
      published: [
        { ...A, published: false },
        { ...B, published: true },
      ],
    })
    assert.deepEqual(ids, [2])
    assert.deepEqual(look(path, 'SELECT data FROM records WHERE published'), [['10.0.0.2']])
    assert.deepEqual(store.readVerdicts(), new Map([['10.0.0.1/web', DOWN]]))
    assert.deepEqual(store.transitions.read({ limit: 1 }), [
      {
        id: 2,
        atMs: 7,
        kind: 'verdict',
        target: '10.0.0.1/web',
        from: 'up',
        to: 'down',
        reason: 'refused',
        detail: 'port 443',
      },
    ])
  })

  test('when one part is refused nothing is stored, and the fault says so', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(store, zone('a', [...POOL, 'plain.corp.example. 30 A 10.0.0.9']), 1)
    const settlement = {
      nowMs: 7,
      verdicts: [{ target: '10.0.0.1/web', verdict: DOWN }],
      transitions: [fell('10.0.0.1/web')],
      published: [
        { ...A, published: false },
        { ...A, name: 'plain.corp.example.', data: '10.0.0.9', published: false },
      ],
    }
    assert.throws(() => store.settle(settlement), StoreFault)
    assert.deepEqual(look(path, 'SELECT data FROM records WHERE noted AND published'), [['10.0.0.1']])
    assert.equal(store.readVerdicts().size, 0)
    assert.equal(store.transitions.read({ limit: 10 }).length, 1)
  })

  test('a flag of a record that is not in the table yet is passed over', (t) => {
    const store = open(t, temporaryPath(t))
    assert.deepEqual(
      store.settle({ nowMs: 1, verdicts: [], transitions: [], published: [{ ...A, published: true }] }),
      [],
    )
  })

  test('every verdict comes back as it was stored, the one without an outcome included', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const slow = {
      state: 'degraded' as State,
      goods: 4,
      bads: 1,
      slows: 3,
      damping: { changesMs: [] },
      sinceMs: 5,
      last: OK,
      lastAtMs: 12,
    }
    const damping = { changesMs: [1, 5, 7], hold: { fromMs: 7, untilMs: 60_007 } }
    const held = { ...DOWN, damping }
    const times = { sinceMs: 3, lastAtMs: 12, firstAtMs: 2, passedAtMs: 11 }
    const up = { state: 'up' as State, goods: 9, bads: 0, last: OK, ...times }
    store.recordOutcomes([
      { target: 'a/web', verdict: up },
      { target: 'b/web', verdict: UNKNOWN_VERDICT },
      { target: 'c/web', verdict: slow },
      { target: 'd/web', verdict: held },
    ])
    store.recordOutcomes([{ target: 'a/web', verdict: { ...up, goods: 10, lastAtMs: 13 } }])
    store.close()
    assert.deepEqual(
      open(t, path).readVerdicts(),
      new Map([
        ['a/web', { ...up, goods: 10, lastAtMs: 13 }],
        ['b/web', UNKNOWN_VERDICT],
        ['c/web', slow],
        ['d/web', held],
      ]),
    )
  })

  test('targets that no zone names any more are forgotten', (t) => {
    const store = open(t, temporaryPath(t))
    store.recordOutcomes(['a/web', 'b/web', 'c/web'].map((target) => ({ target, verdict: DOWN })))
    assert.equal(store.removeVerdictsExcept(['b/web']), 2)
    assert.deepEqual([...store.readVerdicts().keys()], ['b/web'])
  })
})

describe('the history', () => {
  test('is read from the newest back, in pages, all of it or of one kind about one target', (t) => {
    const store = open(t, temporaryPath(t))
    const targets = ['a', 'b', 'a', 'b', 'a']
    store.settle({ nowMs: 1, verdicts: [], transitions: targets.map(fell), published: [] })
    const ids = (query: Parameters<typeof store.transitions.read>[0]) =>
      store.transitions.read(query).map(({ id }) => id)
    assert.deepEqual(ids({ limit: 2 }), [5, 4])
    assert.deepEqual(ids({ limit: 2, beforeId: 4 }), [3, 2])
    const about = { kind: 'verdict', target: 'a' } as const
    assert.deepEqual(ids({ limit: 9, about }), [5, 3, 1])
    assert.deepEqual(ids({ limit: 9, about, beforeId: 3 }), [1])
    assert.deepEqual(ids({ limit: 9, about: { ...about, kind: 'override' } }), [])
    assert.deepEqual(ids({ limit: 0 }), [5])
  })
})

describe('overrides', () => {
  const drain = {
    target: '10.0.0.1/web',
    decree: 'drain',
    who: 'root',
    why: 'new disks',
    startedMs: 1,
    endsMs: 100,
  } as const

  test('an override survives a restart until somebody ends it', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const id = store.overrides.add(drain)
    const other = store.overrides.add({ ...drain, target: 'b/web', decree: 'force-up', endsMs: undefined })
    store.close()
    const again = open(t, path)
    assert.deepEqual(again.overrides.read()[0], { id, ...drain })
    assert.equal(again.overrides.end(id, 'root', 9), true)
    assert.equal(again.overrides.end(id, 'root', 10), false)
    assert.deepEqual(
      again.overrides.read().map((override) => [override.id, override.endsMs]),
      [[other, undefined]],
    )
  })

  test('its begin and its end stand in the history, with who and why', (t) => {
    const store = open(t, temporaryPath(t))
    store.overrides.end(store.overrides.add(drain), 'alice', 9)
    const [end, begin] = store.transitions.read({ limit: 2 })
    assert.deepEqual(
      [begin?.from, begin?.to, begin?.reason, begin?.detail],
      ['none', 'drain', 'new disks', 'root'],
    )
    assert.deepEqual([end?.from, end?.to, end?.atMs, end?.detail], ['drain', 'none', 9, 'alice'])
  })

  test('one that takes the place of another ends it, or nothing has changed', (t) => {
    const store = open(t, temporaryPath(t))
    const id = store.overrides.add(drain)
    assert.throws(() => store.overrides.add({ ...drain, why: '' }, [id]), StoreFault)
    assert.deepEqual(store.overrides.read(), [{ id, ...drain }])
    const next = store.overrides.add({ ...drain, decree: 'force-down', who: 'alice' }, [id])
    assert.deepEqual(
      store.overrides.read().map((override) => override.id),
      [next],
    )
    const [begin, end] = store.transitions.read({ limit: 2 })
    assert.deepEqual([end?.from, end?.to, end?.detail], ['drain', 'none', 'alice'])
    assert.deepEqual([begin?.from, begin?.to], ['none', 'force-down'])
  })

  test('one without a reason is refused', (t) => {
    const store = open(t, temporaryPath(t))
    assert.throws(() => store.overrides.add({ ...drain, why: '' }), StoreFault)
    assert.equal(store.transitions.read({ limit: 1 }).length, 0)
  })
})
