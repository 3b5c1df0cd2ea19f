// Findings with the text of their lines: what a page needs to draw a caret, and nothing that harms whoever reads it.
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { findingsOf, MAX_TEXT } from '../../../src/control/load/findings.ts'
import type { Problem } from '../../../src/zone/zone.ts'

function problem(line: number, column: number, file = 'corp.zone'): Problem {
  return { place: { file, line, column }, severity: 'error', code: 'bad-data', sentence: 'it is bad' }
}

function shown(text: string, line: number, column: number) {
  const sources = [{ path: resolve('corp.zone'), octets: Buffer.from(text) }]
  const [finding] = findingsOf([problem(line, column)], sources)
  return { text: finding?.text, from: finding?.textFrom }
}

test('a finding has the text of its line, wherever the line ends', () => {
  const text = 'one\r\n\nthree three\nfour'
  assert.deepEqual(shown(text, 1, 2), { text: 'one', from: undefined })
  assert.deepEqual(shown(text, 3, 7), { text: 'three three', from: undefined })
  assert.deepEqual(shown(text, 4, 1), { text: 'four', from: undefined })
  for (const line of [2, 5, 99]) assert.deepEqual(shown(text, line, 1), { text: undefined, from: undefined })
})

test('columns stay what they are, whatever the line holds', () => {
  const { text = '' } = shown('a\tb\u001b[31m\u202ec ü 😀\ud83d|', 1, 1)
  assert.equal(text, 'a b?[31m?c ü 😀\ufffd|')
  assert.equal(text.length, 'a\tb\u001b[31m\u202ec ü 😀\ufffd|'.length)
})

test('of a long line the part around the column is shown', () => {
  const line = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')
  for (const column of [1, 200, 201, 2500, 5000]) {
    const { text = '', from = 1 } = shown(line, 1, column)
    assert.ok(text.length <= MAX_TEXT)
    assert.equal(text[column - from], line[column - 1], `column ${column}`)
  }
})

test('the text is that of the file in which the finding is, of several the right one', () => {
  const sources = [
    { path: resolve('corp.zone'), octets: Buffer.from('outer\n') },
    { path: resolve('parts/hosts.inc'), octets: Buffer.from('inner\n') },
  ]
  const found = findingsOf(
    [problem(1, 1), problem(1, 1, 'parts/hosts.inc'), problem(1, 1, 'gone.inc')],
    sources,
  )
  assert.deepEqual(
    found.map(({ text }) => text),
    ['outer', 'inner', undefined],
  )
})

test('a finding says where what is wrong ends, on the line as it is and not only as far as it is shown', () => {
  const word = 'x'.repeat(MAX_TEXT * 2)
  const end = (text: string, column: number) =>
    findingsOf([problem(1, column)], [{ path: resolve('corp.zone'), octets: Buffer.from(text) }])[0]
      ?.endColumn
  assert.equal(end('www A 300.0.0.1 ; why', 7), 16)
  assert.equal(end(`www TXT ${word}\r\n`, 9), 9 + word.length)
  assert.equal(end('', 1), undefined)
})

test('behind a byte order mark the text begins with the first column', () => {
  assert.equal(shown('\ufeff$TLL 5m', 1, 1).text, '$TLL 5m')
})
