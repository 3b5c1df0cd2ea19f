// Windows of time in notes, against node-cron, which carries them out.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { validate } from 'node-cron'
import { windowFromText, windowOf } from '../../src/zone/time-window.ts'
import { HEAD, problemsOf, zoneOf } from './parsing.ts'

const POOL = 'x A 10.0.0.1 ;@ primary\nx A 10.0.0.2 ;@ standby\n'

describe('a window', () => {
  test('is a cron expression and a length', () => {
    assert.deepEqual(windowFromText('0 2 * * sun/2h'), {
      window: { when: '0 2 * * sun', lengthMs: 7_200_000 },
    })
    assert.deepEqual(windowFromText('*/15 9-17 1,15 jan-mar */90s'), {
      window: { when: '*/15 9-17 1,15 jan-mar *', lengthMs: 90_000 },
    })
  })

  test('of six fields begins with the second', () => {
    assert.deepEqual(windowOf('30  0 2 * * *', '1m'), { window: { when: '30 0 2 * * *', lengthMs: 60_000 } })
  })

  test('is refused with everything that is wrong with it', () => {
    const read = windowOf('61 25 0 13 sux', '2')
    assert.ok('problems' in read)
    assert.deepEqual(
      read.problems.map((problem) => problem.split(':')[0]),
      [
        '"61" is no minute',
        '"25" is no hour',
        '"0" is no day of month',
        '"13" is no month',
        '"sux" is no day of week',
        '"2" is not a length up to 24h, such as 30m or 2h',
      ],
    )
    for (const when of [
      '',
      '* * * *',
      '* * * * * * *',
      '5-1 * * * *',
      '*/0 * * * *',
      '5/2 * * * *',
      '1- * * * *',
    ])
      assert.ok('problems' in windowOf(when, '1h'), when)
    for (const length of ['0s', '25h', '-1h', ''])
      assert.ok('problems' in windowOf('* * * * *', length), length)
  })

  test('that we accept is accepted by node-cron', () => {
    const number = (least: number, most: number) => fc.integer({ min: least, max: most })
    const field = (least: number, most: number, words: string[] = []) => {
      const one = fc.oneof(number(least, most).map(String), ...words.map((word) => fc.constant(word)))
      const range = fc.tuple(number(least, most), number(least, most)).map(([a, b]) => `${a}-${b}`)
      const stepped = fc
        .tuple(fc.oneof(range, fc.constant('*')), number(1, most))
        .map(([a, n]) => `${a}/${n}`)
      const part = fc.oneof(one, range, stepped, fc.constant('*'))
      return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','))
    }
    const when = fc
      .tuple(
        field(0, 59),
        field(0, 23),
        field(1, 31),
        field(1, 12, ['jan', 'DEC']),
        field(0, 7, ['sun', 'Fri']),
      )
      .map((fields) => fields.join(' '))
    let accepted = 0
    fc.assert(
      fc.property(when, (text) => {
        if (!('window' in windowOf(text, '1h'))) return
        accepted++
        assert.ok(validate(text), text)
      }),
    )
    assert.ok(accepted > 0)
  })
})

describe('failback-window=', () => {
  test('stands on a pool line', () => {
    const zone = zoneOf(`${HEAD}${POOL};@ pool x A failback=10m failback-window="0 2 * * */2h"\n`)
    assert.deepEqual(zone.pools[0]?.options.failbackWindow, { when: '0 2 * * *', lengthMs: 7_200_000 })
  })

  test('is refused with all its faults, each at its place, and beside failback=manual', () => {
    const bad = problemsOf(`${HEAD}${POOL};@ pool x A failback-window="61 2 * * */25h"\n`)
    assert.equal(bad.length, 2)
    for (const problem of bad) assert.match(problem, /^z:7:13: .*note-value/)
    const both = problemsOf(`${HEAD}${POOL};@ pool x A failback=manual failback-window="0 2 * * */1h"\n`)
    assert.match(both.join(), /note-repeated.*waits for a person/)
  })
})
