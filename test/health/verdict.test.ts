import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Thresholds } from '../../src/health/timing.ts'
import { judge, probesToChange, type State, type Verdict } from '../../src/health/verdict.ts'
import { BAD, after as folded, GOOD, SLOW } from './outcomes.ts'

const THRESHOLDS = { fall: 3, rise: 2 }

const after = (outcomes: string): Verdict => folded(outcomes, THRESHOLDS)

describe('one test for each row of the state chart', () => {
  const rows: readonly (readonly [string, string, State])[] = [
    ['an unknown target is up with the first good outcome', '+', 'up'],
    ['an unknown target is down with the first bad outcome', '-', 'down'],
    ['an up target stays up while outcomes are good', '++', 'up'],
    ['an up target stays up until three failures in a row', '+--', 'up'],
    ['an up target is down with the third failure in a row', '+---', 'down'],
    ['a down target stays down while outcomes are bad', '--', 'down'],
    ['a down target stays down until two successes in a row', '-+', 'down'],
    ['a down target is up with the second success in a row', '-++', 'up'],
    ['a success between failures starts the count anew', '+--+--', 'up'],
    ['a failure between successes starts the count anew', '-+-+', 'down'],
  ]
  for (const [title, outcomes, state] of rows)
    test(title, () => {
      assert.equal(after(outcomes).state, state)
    })
})

describe('ok=3: only three successes in a row make an up target forget its failures', () => {
  const REMEMBERS = { ...THRESHOLDS, ok: 3 }
  const rows: readonly (readonly [string, string, State, number])[] = [
    ['fewer leave what is remembered', '+--++', 'up', 2],
    ['three forget it all', '+--+++', 'up', 0],
    ['a failure is added to those before', '+-+-', 'up', 2],
    ['one failure in three is not healthy', '+-++-++-', 'down', 3],
    ['one failure in four is', '+-+++-+++-+++-', 'up', 1],
    ['a target that is up again has forgotten', '+---++', 'up', 0],
    ['a down target remembers nothing that would keep it from coming up', '--+', 'down', 0],
  ]
  for (const [title, outcomes, state, bads] of rows)
    test(title, () => {
      const verdict = folded(outcomes, REMEMBERS)
      assert.deepEqual([verdict.state, verdict.bads], [state, bads])
    })
})

test('a success takes no target down, however many failures are remembered when fall= is lowered; the next failure does', () => {
  const lowered = { ...THRESHOLDS, fall: 1, ok: 3 }
  const passed = judge(folded('+--', { ...THRESHOLDS, ok: 3 }), GOOD, lowered, 0)
  assert.deepEqual([passed.state, passed.bads], ['up', 2])
  assert.equal(judge(passed, BAD, lowered, 0).state, 'down')
})

describe('slow=100ms: what is up is degraded while its successes take longer', () => {
  const BOUND = { ...THRESHOLDS, slowMs: 100 }
  const rows: readonly (readonly [string, string, State])[] = [
    ['an unknown target is degraded with a first slow success', 's', 'degraded'],
    ['an up target stays up until three slow successes in a row', '+ss', 'up'],
    ['an up target is degraded with the third slow success in a row', '+sss', 'degraded'],
    ['a quick success between slow ones starts the count anew', '+ss+ss', 'up'],
    ['a failure between slow ones does not', '+ss-s', 'degraded'],
    ['a degraded target stays so until two quick successes in a row', 's+', 'degraded'],
    ['a degraded target is up with the second quick success in a row', 's++', 'up'],
    ['a degraded target is down with the third failure in a row', 's---', 'down'],
    ['a down target is degraded when it comes back with slow successes only', '-ss', 'degraded'],
    ['a down target is up when a quick one is among them', '-+s', 'up'],
  ]
  for (const [title, outcomes, state] of rows)
    test(title, () => assert.equal(folded(outcomes, BOUND).state, state))

  test('without slow= no success is slow', () => {
    assert.equal(folded('+sssss', THRESHOLDS).state, 'up')
  })

  test('when slow= is taken away a degraded target is up with the next success', () => {
    assert.equal(judge(folded('sss', BOUND), SLOW, THRESHOLDS, 9000).state, 'up')
  })

  test('slowness changes nothing about failures: degraded is up, for whoever asks only that', () => {
    const signs = fc.array(fc.constantFrom('+', '-', 's'), { maxLength: 60 }).map((all) => all.join(''))
    fc.assert(
      fc.property(signs, (outcomes) => {
        const { state } = folded(outcomes, THRESHOLDS)
        assert.equal(folded(outcomes, BOUND).state.replace('degraded', 'up'), state)
      }),
    )
  })
})

describe('whatever the outcomes', () => {
  const outcomes = fc.array(fc.constantFrom('+', '-'), { maxLength: 60 }).map((signs) => signs.join(''))
  const count = fc.integer({ min: 1, max: 5 })
  const thresholds = fc.record({ fall: count, rise: count, ok: count })

  test('after `fall` failures in a row a target is down, after max(`rise`, `ok`) successes it is up with nothing to forget', () => {
    fc.assert(
      fc.property(outcomes, thresholds, (before, given) => {
        assert.equal(folded(before + '-'.repeat(given.fall), given).state, 'down')
        const well = folded(before + '+'.repeat(Math.max(given.rise, given.ok)), given)
        assert.deepEqual([well.state, well.bads], ['up', 0])
      }),
    )
  })

  test('an up target has fewer failures than `fall`, a down one fewer successes than `rise`', () => {
    fc.assert(
      fc.property(outcomes, thresholds, (signs, given) => {
        const { state, goods, bads } = folded(signs, given)
        assert.ok(state === 'up' ? bads < given.fall : state === 'unknown' || goods < given.rise)
      }),
    )
  })

  test('without ok= it is as with ok=1', () => {
    fc.assert(
      fc.property(outcomes, count, count, (signs, fall, rise) => {
        assert.deepEqual(folded(signs, { fall, rise }), folded(signs, { fall, rise, ok: 1 }))
      }),
    )
  })

  test('the longer the memory, the sooner a target is down for the first time', () => {
    const firstDown = (signs: string, given: Thresholds): number => {
      for (let length = 1; length <= signs.length; length++)
        if (folded(signs.slice(0, length), given).state === 'down') return length
      return Number.POSITIVE_INFINITY
    }
    fc.assert(
      fc.property(outcomes, thresholds, (signs, given) => {
        assert.ok(firstDown(signs, { ...given, ok: given.ok + 1 }) <= firstDown(signs, given))
      }),
    )
  })
})

test('a verdict knows since when it holds, and the last outcome with its time', () => {
  const verdict = after('+++---')
  const times = { sinceMs: 6000, firstAtMs: 1000, passedAtMs: 3000, lastAtMs: 6000 }
  assert.deepEqual(verdict, { state: 'down', goods: 0, bads: 3, ...times, last: BAD })
  assert.equal(judge(verdict, BAD, THRESHOLDS, 9000).sinceMs, 6000)
})

describe('how many probes a change still needs', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['', 1],
    ['+', undefined],
    ['+-', 2],
    ['+--', 1],
    ['+---', undefined],
    ['-+', 1],
    ['-++', undefined],
  ]
  for (const [outcomes, probes] of cases)
    test(`after "${outcomes}": ${probes ?? 'no change is under way'}`, () => {
      assert.equal(probesToChange(after(outcomes), THRESHOLDS), probes)
    })

  test('thresholds that were lowered in the middle need one more probe', () => {
    assert.equal(probesToChange(after('+--'), { fall: 1, rise: 1 }), 1)
  })
})
