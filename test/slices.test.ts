// Long work in slices: others have their turn in between, and what comes of it is the same.
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { atOnce, inSlices } from '../src/slices.ts'

const STEP_MS = 3

function* work(done: string[]): Generator<void, string> {
  for (let i = 0; i < 12; i++) {
    const endsAtMs = performance.now() + STEP_MS
    while (performance.now() < endsAtMs);
    done.push(`step ${i}`)
    yield
  }
  return 'result'
}

test('work in slices gives way between them, and ends with the same as in one go', async () => {
  const done: string[] = []
  const isOver = inSlices(work(done))
  setImmediate(() => done.push('somebody else'))
  assert.equal(await isOver, 'result')
  assert.ok(done.indexOf('somebody else') < done.indexOf('step 11'), done.join(', '))
  assert.equal(atOnce(work([])), 'result')
})

test('what is thrown in the middle is thrown to whoever waits for the end', async () => {
  function* failing(): Generator<void, string> {
    yield
    throw new Error('no such thing')
  }
  await assert.rejects(inSlices(failing()), /no such thing/)
})

test('work that is not worth while any more after a pause is given up', async () => {
  const done: string[] = []
  assert.equal(await inSlices(work(done), () => done.length < 6), undefined)
  assert.ok(done.length >= 6 && done.length < 12, done.join(', '))
})
