// The line of a finding and the caret under its column.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf } from '../../src/cli/columns.ts'
import { aroundColumn, printExcerpt } from '../../src/cli/excerpt.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

test('the line stands under its number, and the caret under the column', () => {
  const terminal = fakeTerminal(80)
  printExcerpt(terminal, { line: 12, column: 7, severity: 'error', text: 'www A 300.0.0.1' }, '  ')
  assert.deepEqual(terminal.lines, ['     12 | www A 300.0.0.1', '        |       ^'])
})

test('a part of a line begins with the column that it says', () => {
  const terminal = fakeTerminal(80)
  printExcerpt(terminal, { line: 1, column: 203, textFrom: 201, severity: 'warning', text: 'abcdef' })
  assert.deepEqual(terminal.lines, ['    1 | abcdef', '      |   ^'])
})

test('all that is wrong is underlined, as far as it is on the line that is shown', () => {
  const terminal = fakeTerminal(80)
  printExcerpt(terminal, { line: 12, column: 7, endColumn: 16, severity: 'error', text: 'www A 300.0.0.1' })
  printExcerpt(terminal, { line: 12, column: 5, endColumn: 99, severity: 'error', text: 'www A 300' })
  assert.deepEqual(terminal.lines, [
    '   12 | www A 300.0.0.1',
    '      |       ^~~~~~~~~',
    '   12 | www A 300',
    '      |     ^~~~~',
  ])
  assert.deepEqual(aroundColumn('東京 A x', 0, 80, 2), ['東京 A x', '^~~~'])
})

test('off a terminal, and where no line is known, nothing is drawn', () => {
  const file = fakeTerminal(Number.POSITIVE_INFINITY)
  printExcerpt(file, { line: 1, column: 1, severity: 'error', text: 'www' })
  const terminal = fakeTerminal(80)
  printExcerpt(terminal, { line: 1, column: 1, severity: 'error' })
  assert.deepEqual([file.lines, terminal.lines], [[], []])
})

test('letters of two columns and marks of none keep the caret under its letter', () => {
  assert.deepEqual(aroundColumn('東京 A x', 3, 80), ['東京 A x', '     ^'])
  assert.deepEqual(aroundColumn('e\u0301 A', 3, 80), ['e\u0301 A', '  ^'])
})

test('a line that is too long is cut around the column, at either end', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz'
  assert.deepEqual(aroundColumn(text, 2, 10), ['abcdefghi…', '  ^'])
  assert.deepEqual(aroundColumn(text, 13, 10), ['…ijklmnop…', '      ^'])
  assert.deepEqual(aroundColumn(text, 25, 10), ['…rstuvwxyz', '         ^'])
  assert.deepEqual(aroundColumn(text, 26, 10), ['…rstuvwxyz', '          ^'])
})

test('whatever is cut, the caret is under the same letter, and no line is wider than there is room', () => {
  const text = '東ab京cd大ef阪gh市ij名kl古mn屋op'
  for (let room = 6; room < 40; room++)
    for (let at = 0; at < text.length; at++) {
      const [line, caret] = aroundColumn(text, at, room, 3)
      assert.ok(columnsOf(line) <= room, `${at} in ${room}: ${line}`)
      assert.ok(caret.length <= columnsOf(line), `${at} in ${room}: ${caret}`)
      const under = [...line].find((_, i, all) => columnsOf(all.slice(0, i).join('')) === caret.indexOf('^'))
      assert.equal(under, text[at], `${at} in ${room}: ${line}`)
    }
})
