// Tables fit the terminal, whatever stands in them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { columnsOf, cutTo, wrap } from '../../src/cli/columns.ts'
import { type Cell, type Head, joined, number, printTable } from '../../src/cli/table.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

function printed(width: number, heads: Head[], rows: Cell[][], colors = false): string[] {
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

  test('has its numbers at the right, and text at the left', () => {
    assert.deepEqual(
      printed(
        80,
        ['zone', number('records')],
        [
          ['a.', '7'],
          ['b.', '1234567890'],
        ],
      ),
      ['zone     records', 'a.             7', 'b.    1234567890'],
    )
  })

  test('counts two columns for a wide letter, and none for a mark', () => {
    const rows = [
      ['機器が故障', 'x'],
      ['e\u0301', 'y'],
      ['👍🏽', 'z'],
    ]
    assert.deepEqual(printed(80, ['why', 'v'], rows), [
      'why         v',
      '機器が故障  x',
      'e\u0301           y',
      '👍🏽          z',
    ])
  })

  test('breaks a long name behind a dot, and an address behind a colon', () => {
    const row = ['a-very-long-name.department.corp.example.', '2001:db8:1111:2222:3333:4444:5555:6666']
    assert.deepEqual(printed(46, ['name', 'address'], [row]), [
      'name                   address',
      'a-very-long-name.      2001:db8:1111:2222:',
      'department.corp.       3333:4444:5555:6666',
      'example.',
    ])
  })

  test('breaks at joined spaces only where it must, and never shows them', () => {
    const rows = [[joined('none -> drain'), 'new disks in the old server']]
    assert.deepEqual(printed(80, ['change', 'why'], rows)[1], 'none -> drain  new disks in the old server')
    assert.deepEqual(printed(30, ['change', 'why'], rows).slice(1), [
      'none -> drain  new disks in',
      '               the old server',
    ])
    assert.deepEqual(printed(16, ['change', 'why'], rows).slice(1), [
      'none    new',
      '->      disks in',
      'drain   the old',
      '        server',
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

  test('shows control characters as question marks, and those that turn letters round', () => {
    assert.equal(printed(80, ['v'], [['a\u202eb\u2066c']])[1], 'a?b?c')
    assert.equal(printed(80, ['v'], [['a\u001b[2Jb\r\n\u009b']])[1], 'a?[2Jb???')
  })

  test('never exceeds the width when every column can have six columns, and loses no letter', () => {
    const text = fc.string({ unit: 'grapheme' })
    const cells = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(cells, fc.integer({ min: 22, max: 120 }), (rows, width) => {
        const lines = printed(width, ['a', 'b', 'c'], rows)
        assert.ok(lines.every((line) => columnsOf(line) <= width))
        const letters = (text: string): string => [...text.replace(/\s/gu, '')].sort().join('')
        assert.equal(
          letters(lines.slice(1).join('')),
          letters(
            rows
              .flat()
              .join('')
              .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?'),
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

test('a text that is cut says so, and never takes more columns than there are', () => {
  assert.equal(cutTo('abcdef', 6), 'abcdef')
  assert.equal(cutTo('abcdefg', 6), 'abcde…')
  assert.equal(cutTo('機器が故障', 6), '機器…')
})
