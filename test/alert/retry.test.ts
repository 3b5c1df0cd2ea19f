// When a notification that was not taken is tried again, and when it is given up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Hope, waitAfter } from '../../src/alert/retry.ts'

const DAY_MS = 86_400_000

/** The longest waits, as dice that fall high make them. */
function waits(hope: Hope, afterMs = 0, dice = 1): number[] {
  const all: number[] = []
  for (;;) {
    const waitMs = waitAfter(all.length + 1, { hope, afterMs }, dice)
    if (waitMs === undefined) return all
    all.push(waitMs)
  }
}

test('waits double from 5 s up to 15 minutes, and end after about a day', () => {
  const all = waits('good')
  assert.deepEqual(
    all.slice(0, 9),
    [5, 10, 20, 40, 80, 160, 320, 640, 900].map((seconds) => seconds * 1000),
  )
  assert.equal(all.at(-1), 900_000)
  const totalMs = all.reduce((sum, one) => sum + one, 0)
  assert.ok(totalMs > 0.95 * DAY_MS && totalMs < 1.05 * DAY_MS, `${totalMs}`)
})

test('what will hardly be taken is given up after some twenty minutes, what is not wanted at once', () => {
  const all = waits('little')
  assert.equal(all.length, 8)
  assert.ok(all.reduce((sum, one) => sum + one, 0) < 25 * 60_000)
  assert.deepEqual(waits('none'), [])
})

test('a receiver is not asked before the time that it has named, which is believed up to an hour', () => {
  assert.equal(waitAfter(1, { hope: 'good', afterMs: 120_000 }, 0), 120_000)
  assert.equal(waitAfter(1, { hope: 'good', afterMs: DAY_MS }, 0), 3_600_000)
  assert.equal(waitAfter(9, { hope: 'good', afterMs: 1000 }, 1), 900_000)
})

test('half of a wait is left to chance, so that receivers are not all asked at the same time', () => {
  const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 104 }), dice, (attempts, thrown) => {
      const waitMs = waitAfter(attempts, { hope: 'good' }, thrown) ?? Number.NaN
      const longest = waitAfter(attempts, { hope: 'good' }, 1) ?? Number.NaN
      assert.ok(waitMs >= longest / 2 - 1 && waitMs <= longest)
    }),
  )
})
