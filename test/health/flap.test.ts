import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isHeld, MAX_HOLD_MS } from '../../src/health/flap.ts'
import { changeWithinMs } from '../../src/health/next-probe.ts'
import type { Thresholds } from '../../src/health/timing.ts'
import { isHeldBack, judge, UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'
import { after, BAD, GOOD } from './outcomes.ts'

const MINUTE_MS = 60_000
/** Every outcome decides; more than two changes in a minute are too many. */
const FLAP: Thresholds = { fall: 1, rise: 1, flap: { changes: 2, withinMs: MINUTE_MS } }

/** Folds outcomes with their times in seconds: `+0 -1`. */
function at(outcomes: string, from: Verdict = UNKNOWN_VERDICT, thresholds = FLAP): Verdict {
  return outcomes
    .split(' ')
    .reduce(
      (verdict, text) =>
        judge(verdict, text.startsWith('+') ? GOOD : BAD, thresholds, Number(text.slice(1)) * 1000),
      from,
    )
}

const holdSeconds = ({ damping }: Verdict): number =>
  damping?.hold === undefined ? 0 : (damping.hold.untilMs - damping.hold.fromMs) / 1000

describe('flap=2/1m: a target that went down or came back more than twice in a minute', () => {
  test('is not held with the second change', () => {
    const verdict = at('+0 -1 +2')
    assert.equal(verdict.state, 'up')
    assert.equal(holdSeconds(verdict), 0)
  })

  test('is held down with the third: it stays down, however good its outcomes', () => {
    const verdict = at('+0 -1 +2 -3 +4 +5 +62')
    assert.equal(verdict.state, 'down')
    assert.equal(holdSeconds(verdict), 60)
    assert.equal(verdict.goods, 3)
  })

  test('comes up with the first success after its hold', () => {
    assert.equal(at('+0 -1 +2 -3 +4 +63').state, 'up')
  })

  test('stays down after its hold until `rise` successes', () => {
    assert.equal(at('+0 -1 +2 -3 +4 -62 -63').state, 'down')
    assert.equal(at('+0 -1 +2 -3 +4 -62 -63 +64').state, 'up')
  })

  test('is not held when the changes are further apart', () => {
    assert.equal(holdSeconds(at('+0 -1 +31 -61')), 0)
    assert.equal(holdSeconds(at('+0 -1 +31 -60.9')), 60)
  })

  test('the first outcome of all is no change', () => {
    assert.equal(holdSeconds(at('-0 +1 -2')), 0)
  })

  test('without flap= it is never held, and nothing is remembered', () => {
    const verdict = at('+0 -1 +2 -3 +4 -5 +6', UNKNOWN_VERDICT, { fall: 1, rise: 1 })
    assert.deepEqual([verdict.state, verdict.damping], ['up', undefined])
  })

  test('when flap= is taken away the hold ends with the next success', () => {
    assert.equal(at('+5', at('+0 -1 +2 -3'), { fall: 1, rise: 1 }).state, 'up')
  })
})

describe('the length of a hold', () => {
  /** Held from second 3 to 63; then flaps from `second` on. */
  const again = (second: number): Verdict => {
    const [up, down] = [`+${second}`, `-${second + 1}`]
    return at(`+63 ${down} +${second + 2} -${second + 3}`, at(`+0 -1 +2 -3 ${up}`))
  }

  test('doubles when the target flaps again sooner than the last hold was long', () => {
    assert.equal(holdSeconds(again(65)), 120)
  })

  test('begins anew after a calm that was as long as the last hold', () => {
    assert.equal(holdSeconds(again(200)), 60)
  })

  test('grows to a day at most', () => {
    let verdict = at('+0')
    let second = 1
    for (let holds = 0; holds < 20; holds++) {
      verdict = at(`-${second} +${second + 1} -${second + 2}`, verdict)
      second = (verdict.damping?.hold?.untilMs ?? 0) / 1000
      verdict = at(`+${second}`, verdict)
      second++
    }
    assert.equal(holdSeconds(verdict) * 1000, MAX_HOLD_MS)
  })
})

test('who is held, but passes, is held back; who fails is simply down', () => {
  assert.ok(isHeldBack(at('+0 -1 +2 -3 +4'), FLAP))
  assert.ok(!isHeldBack(at('+0 -1 +2 -3 +4 -5'), FLAP))
  assert.ok(!isHeldBack(at('+0 -1 +2'), FLAP))
})

test('a change of a held target is as far away as the end of its hold', () => {
  const timing = { ...FLAP, everyMs: 2000, timeoutMs: 1000 }
  assert.equal(changeWithinMs(at('+0 -1 +2 -3 +4'), timing), 59_000)
  assert.equal(changeWithinMs(at('+0 -1 +2 -3 +62'), timing), 2000)
})

describe('whatever the outcomes and their times', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(GOOD, BAD), fc.integer({ min: 1, max: 40_000 })), {
    maxLength: 200,
  })
  const thresholds = fc.record({
    fall: fc.integer({ min: 1, max: 2 }),
    rise: fc.integer({ min: 1, max: 2 }),
    flap: fc.record({ changes: fc.integer({ min: 1, max: 5 }), withinMs: fc.constant(MINUTE_MS) }),
  })

  test('there are never more than N + 2 changes in the time of the bound, and no change up during a hold', () => {
    fc.assert(
      fc.property(steps, thresholds, (all, given) => {
        let [verdict, nowMs] = [UNKNOWN_VERDICT, 0]
        const changes: number[] = []
        for (const [outcome, afterMs] of all) {
          nowMs += afterMs
          const next = judge(verdict, outcome, given, nowMs)
          if (next.state !== verdict.state && verdict.state !== 'unknown') changes.push(nowMs)
          if (next.state === 'up') assert.ok(!isHeld(next.damping, nowMs))
          verdict = next
        }
        for (const [i, changeMs] of changes.entries()) {
          const before = changes[i - given.flap.changes - 2]
          assert.ok(before === undefined || changeMs - before >= MINUTE_MS)
        }
      }),
    )
  })

  test('damping only ever takes up away: a target that is up with it is up without it', () => {
    fc.assert(
      fc.property(steps, thresholds, (all, given) => {
        const { flap: _, ...plain } = given
        const fold = (one: Thresholds): Verdict[] => {
          let [verdict, nowMs] = [UNKNOWN_VERDICT, 0]
          return all.map(([outcome, afterMs]) => {
            nowMs += afterMs
            verdict = judge(verdict, outcome, one, nowMs)
            return verdict
          })
        }
        const undamped = fold(plain)
        for (const [i, { state }] of fold(given).entries())
          if (undamped[i]?.state === 'down') assert.equal(state, 'down')
      }),
    )
  })
})

test('degraded is up as far as flapping goes', () => {
  const verdict = after('+s+s+s+s+s', { ...FLAP, slowMs: 100 })
  assert.deepEqual([verdict.state, verdict.damping], ['degraded', { changesMs: [] }])
})
