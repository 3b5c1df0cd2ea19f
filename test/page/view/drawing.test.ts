// What is drawn and measured: the strip of outcomes, the rows that stand in the window, times.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { OutcomeReport } from '../../../src/control/operator.ts'
import { DAY_MS, dayLineOf } from '../../../src/page/view/day-line.ts'
import { outcomesPath } from '../../../src/page/view/outcomes-path.ts'
import { FIRST_GUESS, RowHeights } from '../../../src/page/view/row-heights.ts'
import { latencyText, MAX_TICKS, stripOf } from '../../../src/page/view/strip.ts'
import { agoText, hourText, wholeSpan } from '../../../src/page/view/times.ts'
import { offsetOf, visibleRange } from '../../../src/page/view/visible-range.ts'

function outcome(ending: string, latencyMs: number): OutcomeReport {
  return { atMs: 0, ending, latencyMs }
}

describe('the strip of a target', () => {
  test('has a low mark for a probe that passed and a high one for a failure, the newest at the right', () => {
    const { passed, failed, width } = stripOf([outcome('refused', 1), outcome('ok', 10)])
    assert.match(passed, new RegExp(`^M${width - 1.5} \\d+V24$`))
    assert.match(failed, new RegExp(`^M${width - 3.5} 16V24$`))
    const heightOf = (mark: string): number => 24 - Number(/ (\d+)V/.exec(mark)?.[1])
    assert.ok(heightOf(failed) > heightOf(passed), 'seen without its colour')
  })
  test('has a line of the latency from zero up, broken where nothing answered', () => {
    const { line } = stripOf([
      outcome('ok', 10),
      outcome('ok', 20),
      outcome('timeout', 1000),
      outcome('ok', 20),
    ])
    const commands = [...line.matchAll(/[ML]/g)].map(([command]) => command)
    assert.deepEqual(commands, ['M', 'L', 'M'])
    const [low = 0, high = 0] = [...line.matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y))
    assert.ok(low > high, 'twice the time is drawn higher')
  })
  test('shows at most so many, the newest ones', () => {
    const outcomes = Array.from({ length: MAX_TICKS + 40 }, (_, n) => outcome(n < 40 ? 'refused' : 'ok', 1))
    const { passed, failed, sentence } = stripOf(outcomes)
    assert.deepEqual([passed.split('M').length - 1, failed], [MAX_TICKS, ''])
    assert.equal(sentence, 'last 60 probes: none failed, 1.0 ms to 1.0 ms')
  })
  test('says in words what it shows', () => {
    assert.equal(stripOf([]).sentence, 'no probe yet')
    assert.equal(stripOf([outcome('refused', 1)]).sentence, 'last 1 probes: 1 failed')
    assert.deepEqual([0.34, 9.96, 12.4, 999, 1200, 12_000].map(latencyText), [
      '0.3 ms',
      '10.0 ms',
      '12 ms',
      '999 ms',
      '1.2 s',
      '12.0 s',
    ])
  })
})

describe('the last day of a target', () => {
  const nowMs = DAY_MS * 100
  const at = (agoMs: number, ending: string, latencyMs: number): OutcomeReport => ({
    atMs: nowMs - agoMs,
    ending,
    latencyMs,
  })
  test('is the slowest of each stretch, with a mark where something failed, now at the right', () => {
    const hour = 3_600_000
    const { line, failed, width, height } = dayLineOf(
      [
        at(25 * hour, 'ok', 1),
        at(23 * hour, 'ok', 5),
        at(hour, 'ok', 10),
        at(hour - 1000, 'ok', 2),
        at(1, 'refused', 1),
      ],
      nowMs,
    )
    assert.deepEqual(
      [...line.matchAll(/M([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
      [
        [11, 13],
        [231, 2],
      ],
    )
    assert.equal(failed, `M${width - 1} 26V${height}`)
  })
  test('says in words what it shows, for a picture has no scale', () => {
    assert.equal(dayLineOf([], nowMs).sentence, 'nothing is stored of the last 24 hours')
    const samples = Array.from({ length: 99 }, (_, n) => at((n + 1) * 60_000, 'ok', n + 1))
    assert.equal(
      dayLineOf([...samples, at(1, 'timeout', 1000)], nowMs).sentence,
      'last 24 hours: 100 samples, 1 failed, half within 50 ms, 95 of 100 within 95 ms',
    )
    assert.equal(dayLineOf([at(1, 'refused', 1)], nowMs).sentence, 'last 24 hours: 1 sample, 1 failed')
  })
})

test('outcomes are asked for of as many targets as one request may name', () => {
  assert.equal(
    outcomesPath(['10.1.0.10/web', '::1/a&b']),
    '/v1/outcomes?target=10.1.0.10%2Fweb&target=%3A%3A1%2Fa%26b',
  )
  const named = (ids: readonly string[]): number =>
    new URL(outcomesPath(ids), 'http://localhost').searchParams.size
  assert.equal(named(Array.from({ length: 150 }, (_, n) => `10.1.0.${n}/web`)), 100)
  const long = Array.from({ length: 100 }, (_, n) => `${n}${'x'.repeat(200)}`)
  assert.ok(outcomesPath(long).length <= 6000 && named(long) > 20)
})

describe('the rows in the window', () => {
  test('are those that it touches and some beyond; the rest is counted in their height', () => {
    const heights = Array.from({ length: 1000 }, () => 100)
    const range = visibleRange({ heights, top: 50_000, bottom: 50_900 })
    assert.deepEqual(range, { from: 494, to: 515, aboveHeight: 49_400, belowHeight: 48_500 })
    assert.equal(offsetOf(heights, 494), 49_400)
  })
  test('lose no height and skip no row, wherever the window is', () => {
    const heights = fc.array(fc.integer({ min: 20, max: 400 }), { maxLength: 300 })
    fc.assert(
      fc.property(
        heights,
        fc.integer({ min: -2000, max: 100_000 }),
        fc.integer({ min: 1, max: 3000 }),
        (all, top, size) => {
          const { from, to, aboveHeight, belowHeight } = visibleRange({
            heights: all,
            top,
            bottom: top + size,
          })
          assert.ok(0 <= from && from <= to && to <= all.length)
          const between = all.slice(from, to).reduce((sum, one) => sum + one, 0)
          assert.equal(aboveHeight, offsetOf(all, from))
          assert.equal(aboveHeight + between + belowHeight, offsetOf(all, all.length))
          for (let row = 0; row < all.length; row++) {
            const [begin, end] = [offsetOf(all, row), offsetOf(all, row + 1)]
            if (end > top && begin < top + size)
              assert.ok(from <= row && row < to, `row ${row} is in the window`)
          }
        },
      ),
    )
  })
  test('are as high as they were measured; the others as the first ones that were, whatever comes later', () => {
    const heights = new RowHeights()
    assert.deepEqual(heights.of(['a', 'b']), [FIRST_GUESS, FIRST_GUESS])
    assert.equal(
      heights.take(
        new Map([
          ['a', 80],
          ['b', 100],
        ]),
        1440,
      ),
      true,
    )
    assert.equal(heights.take(new Map([['a', 80.2]]), 1440), false)
    assert.equal(heights.take(new Map([['c', 400]]), 1440), true)
    assert.deepEqual(heights.of(['a', 'b', 'c', 'd']), [80, 100, 400, 90])
    assert.equal(heights.take(new Map([['a', 200]]), 360), true, 'another width')
    assert.deepEqual(heights.of(['a', 'b', 'c']), [200, 200, 200])
  })
})

describe('times', () => {
  const at = new Date(2026, 2, 1, 14, 3, 27).getTime()
  test('are told to the second, and never as less than nothing', () => {
    assert.deepEqual([0, 999, 1000, 61_500, 7_500_000, -5].map(wholeSpan), [
      '0s',
      '0s',
      '1s',
      '1m 1s',
      '2h 5m',
      '0s',
    ])
    assert.deepEqual([agoText(at, at + 10), agoText(at, at + 65_000)], ['just now', '1m 5s ago'])
  })
  test('have their date when it was not today', () => {
    assert.equal(hourText(at, at + 1000), '14:03:27')
    assert.equal(hourText(at, at + 86_400_000), '2026-03-01 14:03:27')
  })
})
