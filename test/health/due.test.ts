import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstDueMs, JITTER, nextDueMs, PAUSE_MS, respreadMs, seedOf } from '../../src/health/due.ts'

const EVERY_MS = 1000
const seeds = Array.from({ length: 10_000 }, (_, i) =>
  seedOf(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/web`),
)

/** How many of the times fall into the fullest of `count` equal parts of one interval. */
function fullest(times: readonly number[], count: number): number {
  const parts = new Array<number>(count).fill(0)
  for (const time of times) {
    const part = Math.floor((time / EVERY_MS) * count)
    parts[part] = (parts[part] ?? 0) + 1
  }
  return Math.max(...parts)
}

test('the first probes of 10 000 targets fall evenly into the first interval', () => {
  const times = seeds.map((seed) => firstDueMs(EVERY_MS, seed, 0))
  assert.ok(Math.min(...times) >= 0 && Math.max(...times) < EVERY_MS)
  assert.ok(fullest(times, 100) < 150, `${fullest(times, 100)} in the fullest hundredth`)
})

test('an interval is `every` or up to 10 % less, never more, so that `every` × `fall` bounds the detection', () => {
  const seed = seedOf('10.1.0.10/web')
  let last = { dueMs: 0, round: 0 }
  for (let round = 1; round <= 1000; round++) {
    const dueMs = nextDueMs(last, EVERY_MS, seed, 0)
    const share = (dueMs - last.dueMs) / EVERY_MS
    assert.ok(share > 1 - JITTER && share <= 1)
    last = { dueMs, round }
  }
  assert.ok(Math.abs(last.dueMs / 1000 / EVERY_MS - (1 - JITTER / 2)) < 0.01)
})

test('the same seed gives the same schedule, another seed another', () => {
  const due = (id: string) => nextDueMs({ dueMs: 0, round: 7 }, EVERY_MS, seedOf(id), 0)
  assert.equal(due('10.1.0.10/web'), due('10.1.0.10/web'))
  assert.notEqual(due('10.1.0.10/web'), due('10.1.0.11/web'))
})

test('a probe that took longer than its interval is followed by the next at once, never by one in the past', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(10_000), (seed, nowMs) => {
      assert.ok(nextDueMs({ dueMs: 0, round: 0 }, EVERY_MS, seed, nowMs) >= nowMs)
    }),
  )
})

test('a probe that is due or a little late runs now', () => {
  assert.equal(respreadMs(1000, EVERY_MS, 1, 0, 1000), undefined)
  assert.equal(respreadMs(1000, EVERY_MS, 1, 0, 1000 + PAUSE_MS), undefined)
})

test('after a long pause the overdue targets are spread over one interval again', () => {
  const hour = 3_600_000
  const times = seeds.map((seed) => (respreadMs(0, EVERY_MS, seed, 5, hour) ?? Number.NaN) - hour)
  assert.ok(Math.min(...times) >= 0 && Math.max(...times) < EVERY_MS)
  assert.ok(fullest(times, 100) < 150)
})

test('after a short pause the backlog takes no longer than the pause did', () => {
  for (const seed of seeds) {
    const atMs = respreadMs(0, EVERY_MS, seed, 5, 300) ?? Number.NaN
    assert.ok(atMs >= 300 && atMs < 600)
  }
})
