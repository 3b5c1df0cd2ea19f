// The history as a person asks for it, and how it is forgotten.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type HistoryQuery, MAX_ROWS_SEEN } from '../../src/store/history.ts'
import type { Store } from '../../src/store/store.ts'
import type { Transition } from '../../src/store/transitions.ts'
import { look, open, temporaryPath } from './temporary.ts'

type Change = Partial<Omit<Transition, 'id'>> & { readonly target: string }

/** Rows at 1, 2, 3, … ms unless they say otherwise; ids count from 1. */
function append(store: Store, changes: readonly Change[]): void {
  const usual = { kind: 'verdict', from: 'up', to: 'down', reason: 'timeout', detail: '' } as const
  const acts = changes.map((change, at) => ({ ...usual, atMs: at + 1, ...change }))
  store.settle({ nowMs: 0, verdicts: [], transitions: [], acts, published: [] })
}

const CHANGES: readonly Change[] = [
  { target: 'corp.example.', kind: 'reload' },
  { target: '10.1.0.10/web' },
  { target: '10.1.0.10', kind: 'maintenance' },
  { target: '10.1.0.100/web' },
  { target: 'www.corp.example. A', kind: 'failback' },
  { target: '10.1.0.10/tls', kind: 'override' },
]

test('the rows of the history are counted, also when the oldest are forgotten', (t) => {
  const store = open(t, temporaryPath(t))
  assert.equal(store.history.rows(), 0)
  append(store, CHANGES)
  assert.equal(store.history.rows(), 6)
  store.history.forgetBefore(3)
  assert.equal(store.history.rows(), 4)
})

describe('a page of the history', () => {
  test('has what is of every kind, time and subject that is asked for, newest first', (t) => {
    const store = open(t, temporaryPath(t))
    append(store, CHANGES)
    const ids = (query: Omit<HistoryQuery, 'limit'>) =>
      store.history.page({ limit: 100, ...query }).transitions.map(({ id }) => id)
    assert.deepEqual(ids({}), [6, 5, 4, 3, 2, 1])
    assert.deepEqual(ids({ kinds: ['reload', 'override'] }), [6, 1])
    assert.deepEqual(ids({ sinceMs: 2, untilMs: 4 }), [3, 2])
    assert.deepEqual(ids({ subject: { targets: ['10.1.0.10/web'], owners: [] } }), [2])
    assert.deepEqual(ids({ subject: { targets: ['10.1.0.10'], owners: ['10.1.0.10'] } }), [6, 3, 2])
    assert.deepEqual(ids({ subject: { targets: [], owners: ['www.corp.example.'] } }), [5])
    const ofAddress = { targets: ['10.1.0.10'], owners: ['10.1.0.10'] }
    assert.deepEqual(ids({ kinds: ['verdict'], sinceMs: 2, subject: ofAddress }), [2])
    assert.deepEqual(ids({ subject: { targets: ["' OR 1 --"], owners: ['%'] } }), [])
  })

  test('leads to the next one also when what is older is forgotten, or more happens, in between', (t) => {
    const store = open(t, temporaryPath(t))
    append(store, CHANGES)
    const first = store.history.page({ limit: 2 })
    assert.deepEqual([first.transitions.map(({ id }) => id), first.nextId], [[6, 5], 5])
    append(store, [{ target: '10.1.0.10/web', atMs: 7 }])
    store.history.forgetBefore(3)
    const second = store.history.page({ limit: 10, beforeId: 5 })
    assert.deepEqual([second.transitions.map(({ id }) => id), second.nextId], [[4, 3], undefined])
    store.history.forgetBefore(100)
    assert.deepEqual(store.history.page({ limit: 10, beforeId: 5 }), { transitions: [], nextId: undefined })
  })

  test('leads to the next one until nothing is older', (t) => {
    const store = open(t, temporaryPath(t))
    assert.deepEqual(store.history.page({ limit: 2 }), { transitions: [], nextId: undefined })
    append(store, CHANGES)
    const pages: number[][] = []
    let beforeId: number | undefined
    do {
      const page = store.history.page({ limit: 4, ...(beforeId === undefined ? {} : { beforeId }) })
      pages.push(page.transitions.map(({ id }) => id))
      beforeId = page.nextId
    } while (beforeId !== undefined)
    assert.deepEqual(pages, [
      [6, 5, 4, 3],
      [2, 1],
    ])
  })

  test('looks at a bounded number of rows: a rare one is found on a later page', (t) => {
    const store = open(t, temporaryPath(t))
    const many = Array.from({ length: MAX_ROWS_SEEN + 5 }, () => ({ target: '10.1.0.10/web' }))
    append(store, [{ target: 'rare/web' }, ...many])
    const rare = { limit: 1, subject: { targets: ['rare/web'], owners: [] } }
    const { transitions, nextId } = store.history.page(rare)
    assert.deepEqual([transitions, nextId], [[], 7])
    const second = store.history.page({ ...rare, beforeId: 7 })
    assert.deepEqual([second.transitions.map(({ id }) => id), second.nextId], [[1], undefined])
  })
})

describe('what is forgotten', () => {
  test('is what is older; ids are not used again', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    append(store, CHANGES)
    assert.equal(store.history.forgetBefore(4), 3)
    assert.equal(store.history.forgetBefore(4), 0)
    assert.deepEqual(look(path, 'SELECT id FROM transitions ORDER BY id'), [[4], [5], [6]])
    assert.equal(store.history.forgetBefore(100), 3)
    assert.deepEqual(store.history.page({ limit: 9 }), { transitions: [], nextId: undefined })
    append(store, [{ target: 'a' }])
    assert.equal(store.history.page({ limit: 9 }).transitions[0]?.id, 7)
  })

  test('is forgotten a thousand at a time, so that nobody waits for the database', (t) => {
    const store = open(t, temporaryPath(t))
    append(
      store,
      Array.from({ length: 1500 }, () => ({ target: 'a' })),
    )
    assert.deepEqual(
      [0, 1, 2].map(() => store.history.forgetBefore(10_000)),
      [1000, 500, 0],
    )
  })
})
