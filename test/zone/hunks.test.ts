import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hunksOf, MAX_HUNK_LINES } from '../../src/zone/hunks.ts'

function shown(before: string, after: string): unknown {
  const hunks = hunksOf(Buffer.from(before), Buffer.from(after))
  return hunks?.map(({ at, removed, added }) => [at, String(removed), String(added)])
}

const TEXT = 'a\nb\nc\nd\ne\nf\ng\nh\n'

describe('the lines in which two versions of a text differ', () => {
  test('none when they are equal', () => assert.deepEqual(shown(TEXT, TEXT), []))

  test('a changed line, with where it stands in the later version', () =>
    assert.deepEqual(shown(TEXT, TEXT.replace('d', 'D')), [[6, 'd\n', 'D\n']]))

  test('an added line', () => assert.deepEqual(shown(TEXT, TEXT.replace('d', 'd\nx')), [[8, '', 'x\n']]))

  test('a removed line', () => assert.deepEqual(shown(TEXT, TEXT.replace('d\n', '')), [[6, 'd\n', '']]))

  test('a line added at the end', () =>
    assert.deepEqual(shown(TEXT, `${TEXT}last`), [[TEXT.length, '', 'last']]))

  test('the line that has lost its end', () =>
    assert.deepEqual(shown(TEXT, TEXT.slice(0, -1)), [[14, 'h\n', 'h']]))

  test('two places apart are two hunks', () =>
    assert.deepEqual(shown(TEXT, TEXT.replace('a', 'A').replace('h', 'H')), [
      [0, 'a\n', 'A\n'],
      [14, 'h\n', 'H\n'],
    ]))

  test('too many lines at one place are not followed', () =>
    assert.equal(shown(TEXT, TEXT.replace('d', 'x\n'.repeat(MAX_HUNK_LINES + 1))), undefined))

  test('the later version is the earlier one with the hunks put in place', () => {
    const line = fc.constantFrom('a', 'b', 'c', '')
    const lines = fc.array(line, { maxLength: 40 }).map((all) => all.join('\n'))
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const hunks = hunksOf(Buffer.from(before), Buffer.from(after)) ?? []
        let [made, from] = ['', 0]
        for (const { at, removed, added } of hunks) {
          const same = before.slice(from, from + at - made.length)
          assert.equal(before.slice(from + same.length, from + same.length + removed.length), String(removed))
          made += same + String(added)
          from += same.length + removed.length
        }
        assert.equal(made + before.slice(from), after)
      }),
      { numRuns: 1000 },
    )
  })
})
