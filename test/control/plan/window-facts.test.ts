// What the clock says of windows at any moment.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { windowFacts } from '../../../src/control/plan/window-facts.ts'

const HOUR_MS = 3_600_000
const at = (text: string): number => new Date(text).getTime()

test('a window is open from each of its hours for its length, in the past as in the future', () => {
  const windowOf = windowFacts()
  const nightly = { when: '0 2 * * *', lengthMs: HOUR_MS }
  const facts = [
    '2020-05-04T01:59:59',
    '2020-05-04T02:00:00',
    '2020-05-04T02:59:59',
    '2020-05-04T03:00:00',
  ].map((text) => windowOf(nightly, at(text)))
  assert.deepEqual(facts, [
    { openUntilMs: undefined, opensAtMs: at('2020-05-04T02:00:00') },
    { openUntilMs: at('2020-05-04T03:00:00'), opensAtMs: at('2020-05-05T02:00:00') },
    { openUntilMs: at('2020-05-04T03:00:00'), opensAtMs: at('2020-05-05T02:00:00') },
    { openUntilMs: undefined, opensAtMs: at('2020-05-05T02:00:00') },
  ])
})

test('of a window that opens in more than a week nothing is said, and the search is bounded', () => {
  const yearly = { when: '0 0 1 1 *', lengthMs: HOUR_MS }
  assert.deepEqual(windowFacts()(yearly, at('2020-05-04T00:00:00')), {
    openUntilMs: undefined,
    opensAtMs: undefined,
  })
})
