// Where in the history an instant lies, whatever the clock was set to, and what held then.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { describe, test } from 'node:test'
import { Past } from '../../src/store/past.ts'
import type { Act, Store } from '../../src/store/store.ts'
import { look, open, temporaryPath } from './temporary.ts'

const CHANGE = { kind: 'verdict', target: 'a/web', from: 'up', to: 'down', reason: 'x', detail: '' } as const

function note(store: Store, ...acts: readonly Act[]): void {
  store.settle({ nowMs: 0, verdicts: [], transitions: [], acts, published: [] })
}

function set(fromMs: number, toMs: number): Act {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString())
  return { ...CHANGE, atMs: toMs, kind: 'clock', target: 'clock', from: from ?? '', to: to ?? '' }
}

function pastOf(t: TestContext, path: string): Past {
  const past = new Past(path)
  t.after(() => past.close())
  return past
}

describe('the position of an instant', () => {
  test('is the last transition that had happened; before the first there is none', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    note(store, ...[10, 20, 20, 30].map((atMs) => ({ ...CHANGE, atMs })))
    const past = pastOf(t, path)
    const ids = [9, 10, 19, 20, 29, 30, 99].map((atMs) => past.positionAt(atMs)?.id)
    assert.deepEqual(ids, [undefined, 1, 1, 3, 3, 4, 4])
    assert.equal(past.positionAt(20)?.clock, 'went on')
  })

  test('is found among many by halving, and none that was forgotten is missed', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    note(store, ...Array.from({ length: 5000 }, (_, i) => ({ ...CHANGE, atMs: i * 10 })))
    while (store.history.forgetBefore(20_000) > 0);
    const past = pastOf(t, path)
    for (const atMs of [20_000, 20_005, 33_333, 49_990, 60_000])
      assert.equal(past.positionAt(atMs)?.id, Math.min(Math.floor(atMs / 10), 4999) + 1)
    assert.equal(past.positionAt(19_999), undefined)
  })

  test('of a time that came twice, for the clock was set back, is the second one, and that is said', (t) => {
    const path = temporaryPath(t)
    note(open(t, path), { ...CHANGE, atMs: 100 }, { ...CHANGE, atMs: 200 }, set(210, 110), {
      ...CHANGE,
      atMs: 150,
    })
    const past = pastOf(t, path)
    assert.deepEqual(past.positionAt(105), { id: 1, clock: 'went on' })
    assert.deepEqual(past.positionAt(120), { id: 3, clock: 'came twice' })
    assert.deepEqual(past.positionAt(205), { id: 4, clock: 'came twice' })
    assert.deepEqual(past.positionAt(300), { id: 4, clock: 'went on' })
  })

  test('of a time that the clock was set over is what was before', (t) => {
    const path = temporaryPath(t)
    note(open(t, path), { ...CHANGE, atMs: 100 }, set(110, 900), { ...CHANGE, atMs: 950 })
    assert.deepEqual(pastOf(t, path).positionAt(500), { id: 1, clock: 'was skipped' })
  })
})

test('what a pool answered is told of every instant; what still held when the history begins is kept', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const answer = (atMs: number, data: string): Act => ({
    ...CHANGE,
    atMs,
    kind: 'answer',
    target: 'www. A',
    classes: [{ members: [data], reason: 'best-tier' }],
  })
  note(store, answer(1, 'a'), answer(2, 'b'), { ...CHANGE, atMs: 50 }, answer(60, 'c'))
  while (store.history.forgetBefore(40) > 0);
  while (store.forgetPast(40));
  assert.deepEqual(look(path, 'SELECT id FROM answers'), [[2], [4]])
  const past = pastOf(t, path)
  const told = [55, 60].map((atMs) => {
    const position = past.positionAt(atMs)
    return position && past.answerOf('www. A', position)?.classes[0]?.members
  })
  assert.deepEqual(told, [['b'], ['c']])
})

test('a run ends when it was stopped; of one that was killed it is known when it was seen last', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  store.runs.end(store.runs.begin(100, '{}'), 200)
  const second = store.runs.begin(300, '{}')
  store.runs.noteAlive(second, 350)
  store.runs.begin(400, '{}')
  const { runs } = store
  assert.equal(runs.at(99), undefined)
  assert.deepEqual(
    [runs.at(150)?.stoppedMs, runs.at(399)?.stoppedMs, runs.at(399)?.aliveMs],
    [200, undefined, 350],
  )
  assert.deepEqual(look(path, 'SELECT kind, from_state, to_state FROM transitions'), [
    ['start', 'none', 'running'],
    ['stop', 'running', 'stopped'],
    ['start', 'stopped', 'running'],
    ['start', 'killed', 'running'],
  ])
  assert.equal(store.forgetPast(1000), false)
  assert.deepEqual(look(path, 'SELECT started_at FROM runs'), [[400]], 'the newest stays')
})

test('overrides are told of any time at which they held', (t) => {
  const store = open(t, temporaryPath(t))
  const override = { target: 'a', decree: 'drain', who: 'kim', why: 'disks', endsMs: undefined } as const
  const id = store.overrides.add({ ...override, startedMs: 100 })
  store.overrides.end(id, 'kim', 200)
  assert.deepEqual(
    [99, 100, 199, 200].map((atMs) => store.overrides.at(atMs).length),
    [0, 1, 1, 0],
  )
})

test('an override is remembered as long as the time in which it held; one that holds is never forgotten', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const { overrides } = store
  const decreed = { decree: 'drain', who: 'ops', why: 'disk', endsMs: undefined } as const
  const [early, late] = [10, 20].map((startedMs) =>
    overrides.add({ ...decreed, target: `a${startedMs}`, startedMs }),
  )
  overrides.add({ ...decreed, target: 'a30', startedMs: 30 })
  overrides.end(early ?? 0, 'ops', 39)
  overrides.end(late ?? 0, 'ops', 40)
  const before = look(path, 'SELECT target FROM overrides')
  assert.equal(before.length, 3)
  while (store.history.forgetBefore(40) > 0);
  while (store.forgetPast(40));
  assert.deepEqual(look(path, 'SELECT target FROM overrides'), [['a20'], ['a30']])
})
