import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changeWithinMs, confirmWithinMs } from '../../src/health/next-probe.ts'
import type { Timing } from '../../src/health/timing.ts'
import { after } from './outcomes.ts'

const TIMING: Timing = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }
const CONFIRMED: Timing = { ...TIMING, confirmMs: 200 }

describe('confirm=200ms: the next probe', () => {
  const rows: readonly (readonly [string, string, number | undefined])[] = [
    ['of a target that was never probed waits for its turn', '', undefined],
    ['of an up target that has passed waits for its interval', '+', undefined],
    ['of an up target that has failed comes after 200 ms', '+-', 200],
    ['of an up target that has failed again comes after 200 ms, too', '+--', 200],
    ['of a target that is down by now waits for its interval', '+---', undefined],
    ['of a target that has passed after a failure waits for its interval', '+-+', undefined],
    ['of a down target that recovers waits for its interval', '-+', undefined],
  ]
  for (const [title, outcomes, withinMs] of rows)
    test(title, () => assert.equal(confirmWithinMs(after(outcomes, CONFIRMED), CONFIRMED), withinMs))

  test('a failure that is remembered is no failure that must be confirmed: health is measured at the interval', () => {
    const remembers = { ...CONFIRMED, ok: 3 }
    assert.equal(confirmWithinMs(after('+-+', remembers), remembers), undefined)
  })

  test('without confirm= it always waits', () => {
    assert.equal(confirmWithinMs(after('+-', TIMING), TIMING), undefined)
  })
})

describe('how soon the state can have changed: time between probes × probes still needed', () => {
  const rows: readonly (readonly [string, Timing, number | undefined])[] = [
    ['', TIMING, 2000],
    ['+', TIMING, undefined],
    ['+-', TIMING, 4000],
    ['-+', TIMING, 2000],
    ['+-', CONFIRMED, 400],
    ['+--', CONFIRMED, 200],
    ['-+', CONFIRMED, 2000],
    ['+-', { ...TIMING, confirmMs: 9000 }, 4000],
    ['+-+', { ...TIMING, ok: 3 }, 4000],
  ]
  for (const [outcomes, timing, ms] of rows)
    test(`after "${outcomes}" ${ms ?? 'no change is under way'}, confirm ${timing.confirmMs ?? 'off'}`, () => {
      assert.equal(changeWithinMs(after(outcomes, timing), timing), ms)
    })
})
