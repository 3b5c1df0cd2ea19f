// Tables fit the terminal, whatever stands in them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Cell, printTable, wrap } from '../../src/cli/table.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

function printed(width: number, heads: string[], rows: Cell[][], colors = false): string[] {
  const terminal = fakeTerminal(width, colors)
  printTable(terminal, heads, rows)
  return terminal.lines
}

describe('a table', () => {
  test('is as wide as its cells when there is room', () => {
    assert.deepEqual(printed(80, ['name', 'type'], [['www.corp.example.', 'A']]), [
      'name               type',
      'www.corp.example.  A',
    ])
  })

  test('breaks the widest column between words when there is not', () => {
    assert.deepEqual(printed(34, ['name', 'why'], [['www.corp.example.', 'nothing is available']]), [
      'name               why',
      'www.corp.example.  nothing is',
      '                   available',
    ])
  })

  test('cuts a word only when no column can be broken between words', () => {
    assert.deepEqual(printed(14, ['n', 'w'], [['abcdefghij', 'klmnop']]), [
      'n       w',
      'abcdef  klmnop',
      'ghij',
    ])
  })

  test('that does not go to a terminal is never broken', () => {
    const long = 'word '.repeat(100).trim()
    assert.equal(printed(Number.POSITIVE_INFINITY, ['h'], [[long]])[1], long)
  })

  test('has colours on a terminal that wants them, and none otherwise', () => {
    const row: Cell[][] = [[{ text: 'down', style: 'red' }]]
    assert.equal(printed(80, ['v'], row)[1], 'down')
    assert.equal(printed(80, ['v'], row, true)[1], '\u001b[31mdown\u001b[39m')
  })

  test('shows control characters as question marks', () => {
    assert.equal(printed(80, ['v'], [['a\u001b[2Jb\r\n\u009b']])[1], 'a?[2Jb???')
  })

  test('never exceeds the width when every column can have six columns, and loses no letter', () => {
    const cells = fc.array(fc.tuple(fc.string(), fc.string(), fc.string()), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(cells, fc.integer({ min: 22, max: 120 }), (rows, width) => {
        const lines = printed(width, ['a', 'b', 'c'], rows)
        assert.ok(lines.every((line) => line.length <= width))
        const letters = (text: string): string => [...text.replace(/\s/gu, '')].sort().join('')
        assert.equal(
          letters(lines.slice(1).join('')),
          letters(
            rows
              .flat()
              .join('')
              .replace(/\p{Cc}/gu, '?'),
          ),
        )
      }),
    )
  })
})

test('a text is wrapped between words, and a word that is too long is cut', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three'])
  assert.deepEqual(wrap('onetwothree', 4), ['onet', 'woth', 'ree'])
  assert.deepEqual(wrap('', 4), [''])
})
