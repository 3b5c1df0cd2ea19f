import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { poolsOf } from '../../src/answer/pool.ts'
import { publish, type Standing } from '../../src/answer/publish.ts'
import { WallClock } from '../../src/control/checks/wall-clock.ts'
import { isHeld } from '../../src/health/flap.ts'
import type { Thresholds } from '../../src/health/timing.ts'
import { judge, UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'
import { movedBy, notAfter } from '../../src/health/verdict-times.ts'
import { exampleZone } from '../support/ask.ts'
import { BAD, GOOD } from './outcomes.ts'

const FLAP: Thresholds = { fall: 1, rise: 1, flap: { changes: 2, withinMs: 60_000 } }
const HELD: Verdict = {
  state: 'down',
  goods: 0,
  bads: 1,
  sinceMs: 5_000,
  damping: { changesMs: [1_000, 3_000, 5_000], hold: { fromMs: 5_000, untilMs: 65_000 } },
  last: BAD,
  lastAtMs: 6_000,
  firstAtMs: 500,
  passedAtMs: 4_000,
}

test('all times of a verdict are moved together', () => {
  assert.deepEqual(movedBy(HELD, 1_000_000), {
    ...HELD,
    sinceMs: 1_005_000,
    damping: {
      changesMs: [1_001_000, 1_003_000, 1_005_000],
      hold: { fromMs: 1_005_000, untilMs: 1_065_000 },
    },
    lastAtMs: 1_006_000,
    firstAtMs: 1_000_500,
    passedAtMs: 1_004_000,
  })
})

test('a target that has never changed still has not', () => {
  assert.deepEqual(movedBy(UNKNOWN_VERDICT, 1_000_000), UNKNOWN_VERDICT)
})

test('after a restart with a clock that was set back, the last time is now, and a hold is as long as before', () => {
  const verdict = notAfter(movedBy(HELD, 3_600_000), 10_000)
  assert.equal(verdict.lastAtMs, 10_000)
  assert.ok(isHeld(verdict.damping, 68_999) && !isHeld(verdict.damping, 69_000))
  assert.equal(notAfter(HELD, 10_000), HELD)
})

/** What happens to a target of the first tier: time passes, the clock is set, a probe ends. */
interface Step {
  readonly afterMs: number
  readonly jumpMs: number
  readonly good: boolean
}

const steps = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 40_000 }),
    jumpMs: fc.oneof(fc.constant(0), fc.integer({ min: -10_000_000, max: 10_000_000 })),
    good: fc.boolean(),
  }),
  { maxLength: 60 },
)
const [pool] = poolsOf(
  exampleZone(
    ';@ check web tcp port=80\n;@ pool a A failback=1m\na A 192.0.2.1 ;@ check=web\na A 192.0.2.2 ;@ standby check=web\n',
  ),
)

/** The state of the target, and who answers in a pool with failback=1m, after each step. */
function history(all: readonly Step[]): string[] {
  assert.ok(pool)
  let [wallMs, monotonicMs, verdict] = [1_700_000_000_000, 0, UNKNOWN_VERDICT]
  let before: readonly Standing[] | undefined
  const clock = new WallClock(
    () => wallMs,
    () => monotonicMs,
  )
  return all.map(({ afterMs, jumpMs, good }) => {
    wallMs += afterMs + jumpMs
    monotonicMs += afterMs
    const reading = clock.read()
    verdict = judge(movedBy(verdict, reading.jumpMs), good ? GOOD : BAD, FLAP, reading.nowMs)
    const own = { available: verdict.state !== 'down', sinceMs: verdict.sinceMs, changeWithinMs: undefined }
    const other = { available: true, sinceMs: 0, changeWithinMs: undefined }
    const { standings } = publish(pool, { health: [own, other], before, nowMs: reading.nowMs })
    before = standings
    return `${verdict.state} ${standings[0]?.members}`
  })
}

describe('a wall clock that is set, ahead or back, as often as you like', () => {
  test('changes no verdict, no hold and no failback', () => {
    // What a clock is set by without being noticed is less than this.
    const isNoticed = ({ jumpMs }: Step): boolean => jumpMs === 0 || Math.abs(jumpMs) > 1000
    fc.assert(
      fc.property(steps, (all) => {
        fc.pre(all.every(isNoticed))
        assert.deepEqual(history(all), history(all.map((step) => ({ ...step, jumpMs: 0 }))))
      }),
    )
  })
})
