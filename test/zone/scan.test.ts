// Entries and fields of a master file.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Entry, MAX_ENTRY_FIELDS, Scanner } from '../../src/zone/scan.ts'

function scan(text: string): { readonly entries: readonly Entry[]; readonly reports: readonly string[] } {
  const reports: string[] = []
  const scanner = new Scanner(text, (line, column, code) => reports.push(`${line}:${column} ${code}`))
  const entries: Entry[] = []
  for (let entry = scanner.next(); entry !== undefined; entry = scanner.next()) entries.push(entry)
  return { entries, reports }
}

function fieldsOf(text: string): readonly (readonly string[])[] {
  const { entries, reports } = scan(text)
  assert.deepEqual(reports, [])
  return entries.map(({ fields }) => fields.map(({ raw, quoted }) => (quoted ? `"${raw}"` : raw)))
}

describe('scanner', () => {
  test('RFC 1035 §5.1: blanks and tabs separate fields, a line end separates entries', () => {
    assert.deepEqual(fieldsOf('a\tA  10.0.0.1\nb A 10.0.0.2'), [
      ['a', 'A', '10.0.0.1'],
      ['b', 'A', '10.0.0.2'],
    ])
  })

  test('CRLF ends a line as LF does', () => {
    assert.deepEqual(fieldsOf('a A 1\r\nb "x" ; c\r\n'), [
      ['a', 'A', '1'],
      ['b', '"x"'],
    ])
  })

  test('RFC 1035 §5.1: parentheses join lines to one entry', () => {
    assert.deepEqual(fieldsOf('a SOA (b c ; comment )\n 1 (2) 3\n4 5)\nd A 1'), [
      ['a', 'SOA', 'b', 'c', '1', '2', '3', '4', '5'],
      ['d', 'A', '1'],
    ])
  })

  test('RFC 1035 §5.1: between quotes blanks, semicolons and parentheses mean themselves', () => {
    assert.deepEqual(fieldsOf('a TXT "b ;( c" "" "\\"d\\\\" e'), [
      ['a', 'TXT', '"b ;( c"', '""', '"\\"d\\\\"', 'e'],
    ])
  })

  test('RFC 1035 §5.1: a backslash takes the meaning from the next character', () => {
    assert.deepEqual(fieldsOf('a\\;b\\(c\\ d TXT \\"e\\"'), [['a\\;b\\(c\\ d', 'TXT', '\\"e\\"']])
  })

  test('a quote ends the word before it, and a word may begin behind a quote', () => {
    assert.deepEqual(fieldsOf('a TXT b"c d"e"f"'), [['a', 'TXT', 'b', '"c d"', 'e', '"f"']])
  })

  test('RFC 9460 §2.1: of a quote it is known whether it stands directly behind an equals sign', () => {
    const { entries } = scan('a HTTPS 1 . alpn="h2 ,h3" port= "1"')
    assert.deepEqual(
      entries[0]?.fields.slice(4).map(({ raw, isValue }) => [raw, isValue === true]),
      [
        ['alpn=', false],
        ['h2 ,h3', true],
        ['port=', false],
        ['1', false],
      ],
    )
  })

  test('a line that begins with a blank says so, also behind a comment or an empty line', () => {
    const { entries } = scan('; c\n\n a\nb\n\tc\n')
    assert.deepEqual(
      entries.map(({ startsBlank }) => startsBlank),
      [true, false, true],
    )
  })

  test('fields know their line and column, also within parentheses', () => {
    const { entries } = scan('; é\na (\n  "b" c)')
    assert.deepEqual(
      entries[0]?.fields.map(({ line, column }) => [line, column]),
      [
        [2, 1],
        [3, 3],
        [3, 7],
      ],
    )
  })

  test('of comments only those with an @ in front are kept, from each line of an entry', () => {
    const { entries } = scan('a ( ;@ one\n b ; two ;@\n ) ; @ three\n;@four')
    assert.deepEqual(
      entries.map(({ comments }) => comments.map(({ text, line, column }) => `${line}:${column} ${text}`)),
      [['1:5 ;@ one', '3:4 ; @ three'], ['4:1 ;@four']],
    )
  })

  test('a byte order mark at the start is no part of the text', () => {
    assert.deepEqual(fieldsOf('\ufeffa A 1'), [['a', 'A', '1']])
  })

  test('a quote that does not end spoils its own line only', () => {
    const { entries, reports } = scan('a "b c\nd x="y\ne')
    assert.deepEqual(reports, ['1:3 unterminated-quote', '2:5 unterminated-quote'])
    assert.deepEqual(
      entries.map(({ fields }) => fields.map(({ raw }) => raw)),
      [['e']],
    )
  })

  test('parentheses without a partner and control characters are reported where they stand', () => {
    assert.deepEqual(scan('a )\nb\0\nc "\u0001"\nd\re "\r"\f\n"\v"\nf (\ng').reports, [
      '1:3 unbalanced-paren',
      '2:2 control-character',
      '3:4 control-character',
      '4:2 control-character',
      '5:2 control-character',
      '6:3 unbalanced-paren',
    ])
  })

  test('an entry has a bounded number of fields', () => {
    assert.deepEqual(scan('a '.repeat(MAX_ENTRY_FIELDS + 5)).reports, [
      `1:${MAX_ENTRY_FIELDS * 2 + 1} entry-too-long`,
    ])
  })

  test('no text whatever stops it or makes it lose the count of lines', () => {
    const piece = fc.constantFrom('a', ' ', '\n', '"', '(', ')', ';', '\\', '@', '\0', '\r', '=', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const lines = pieces.filter((one) => one === '\n').length + 1
        for (const entry of scan(pieces.join('')).entries) assert.ok(entry.line >= 1 && entry.line <= lines)
      }),
    )
  })
})
