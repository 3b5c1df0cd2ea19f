import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judge, probesToChange, type State, type Verdict } from '../../src/health/verdict.ts'
import { BAD, after as folded } from './outcomes.ts'

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

test('a verdict knows since when it holds, and the last outcome with its time', () => {
  const verdict = after('+++---')
  assert.deepEqual(verdict, { state: 'down', goods: 0, bads: 3, sinceMs: 6000, last: BAD, lastAtMs: 6000 })
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
