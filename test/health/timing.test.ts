import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { detectionMs, type Timing } from '../../src/health/timing.ts'

const TIMING: Timing = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }

describe('how long it takes at worst to notice a failure', () => {
  const rows: readonly (readonly [string, Partial<Timing>, number])[] = [
    ['every × fall + timeout', {}, 7000],
    ['with fall=1 every + timeout', { fall: 1 }, 3000],
    [
      'a probe that may take longer than its interval keeps the next one waiting',
      { timeoutMs: 3000 },
      11_000,
    ],
    ['with confirm= every + fall × timeout + confirm × (fall - 1)', { confirmMs: 200 }, 5400],
    ['a confirm= that comes no sooner than the next probe changes nothing', { confirmMs: 1500 }, 7000],
    ['nor does one with fall=1', { fall: 1, confirmMs: 200 }, 3000],
  ]
  for (const [title, timing, ms] of rows)
    test(title, () => assert.equal(detectionMs({ ...TIMING, ...timing }), ms))

  test('confirm= never makes it longer', () => {
    const ms = fc.integer({ min: 10, max: 100_000 })
    const timings = fc.record({
      everyMs: ms,
      timeoutMs: ms,
      fall: fc.integer({ min: 1, max: 100 }),
      rise: fc.constant(1),
    })
    fc.assert(
      fc.property(timings, ms, (timing, confirmMs) => {
        assert.ok(detectionMs({ ...timing, confirmMs }) <= detectionMs(timing))
      }),
    )
  })
})
