// Whether we ran at an instant: while we did, after a stop, and after an end without a word.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runningAt } from '../../../src/control/past/running.ts'
import { Past } from '../../../src/store/past.ts'
import type { Store } from '../../../src/store/store.ts'
import { open, temporaryPath } from '../../store/temporary.ts'

function stateAt(t: TestContext, store: Store, atMs: number): string | undefined {
  const past = new Past(store.path)
  t.after(() => past.close())
  const position = past.positionAt(atMs)
  return position && runningAt(past, position, atMs)?.state
}

test('we ran between a start and a stop, and not until the next start', (t) => {
  const store = open(t, temporaryPath(t))
  store.runs.end(store.runs.begin(100, '{}'), 200)
  store.runs.begin(300, '{}')
  const states = [99, 100, 199, 200, 299, 300, 9999].map((atMs) => stateAt(t, store, atMs))
  assert.deepEqual(states, [undefined, 'running', 'running', 'stopped', 'stopped', 'running', 'running'])
})

test('after a kill it is known only for how long we were seen running, by a pulse or a transition', (t) => {
  const store = open(t, temporaryPath(t))
  store.runs.noteAlive(store.runs.begin(100, '{}'), 150)
  const act = { kind: 'doubt', target: 'self', from: 'sure', to: 'doubt', reason: 'x', detail: '' } as const
  store.settle({ nowMs: 180, verdicts: [], transitions: [], acts: [{ ...act, atMs: 180 }], published: [] })
  store.runs.begin(300, '{}')
  const states = [150, 170, 180, 181, 299, 300].map((atMs) => stateAt(t, store, atMs))
  assert.deepEqual(states, ['running', 'running', 'running', 'unknown', 'unknown', 'running'])
})
