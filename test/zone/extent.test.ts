// What of a line a finding is about: by the rules by which the line was cut, and nothing beyond the line.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CHECK_KINDS } from '../../src/control/load/zone-files.ts'
import { nameFromText, ROOT } from '../../src/dns/name.ts'
import { endOfFinding } from '../../src/zone/extent.ts'
import { noteWordsOf } from '../../src/zone/note-words.ts'
import { parseZone } from '../../src/zone/parse.ts'
import { Scanner } from '../../src/zone/scan.ts'

const ZONE = ['$TTL 5m', '@ SOA ns1 hostmaster 1 1h 15m 1w 30s', '@ NS ns1', 'ns1 A 192.0.2.53']

/** The findings about a zone with these lines, each as what of its line would be underlined. */
function underlined(...lines: string[]): string[] {
  const all = [...ZONE, ...lines]
  const origin = nameFromText('corp.example.', ROOT)
  assert.ok('name' in origin)
  const { problems } = parseZone(all.join('\n'), {
    file: 'corp.example.zone',
    origin: origin.name,
    checkKinds: CHECK_KINDS,
    timing: { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
    include: () => ({ problem: 'there is none' }),
  })
  return problems.map(({ place, code }) => {
    const line = all[place.line - 1] ?? ''
    const end = endOfFinding(line, place.column, code)
    return `${code}: ${end === undefined ? '' : line.slice(place.column - 1, end - 1)}`
  })
}

test('it is the word that is wrong: in a record, between quotes, and in a note', () => {
  for (const [line, expected] of [
    ['www A 300.0.0.1 ; why', 'bad-data: 300.0.0.1'],
    ['www AA 192.0.2.1', 'unknown-type: AA'],
    ['www 5x A 192.0.2.1', 'bad-ttl: 5x'],
    ['a..b A 192.0.2.1', 'bad-name: a..b'],
    ['www A 192.0.2.1 ;@ primery', 'note-word: primery'],
    ['www A 192.0.2.1 ;@ weight=0 ; why', 'note-value: weight=0'],
    ['www A 192.0.2.1 ;@ check="a b', 'note-syntax: "a b'],
    ['www A 192.0.2.1 ;@   ', 'note-syntax: ;@'],
    ['www TXT "no end ; of it', 'unterminated-quote: "no end ; of it'],
    ['www A 192.0.2.1 )', 'unbalanced-paren: )'],
    ['$TLL 5m', 'unknown-directive: $TLL'],
  ] as const)
    assert.ok(underlined(line).includes(expected), `${line}: ${underlined(line).join(' | ')}`)
})

test('where no word is wrong alone, it is the record or the directive, without what stands behind it', () => {
  for (const [line, expected] of [
    ['www CNAME ns1 ; why\nwww A 192.0.2.1', 'cname-and-other: www CNAME ns1'],
    ['www A 192.0.2.1\nwww A 192.0.2.1 ; again', 'duplicate-record: www A 192.0.2.1'],
    ['$INCLUDE gone.zone ; why', 'include-failed: $INCLUDE gone.zone'],
    ['$TTL x ; why', 'directive-syntax: $TTL x'],
  ] as const)
    assert.ok(
      underlined(...line.split('\n')).includes(expected),
      `${line}: ${underlined(...line.split('\n')).join(' | ')}`,
    )
})

test('of a file as a whole nothing is underlined, and nothing where there is no line', () => {
  assert.equal(endOfFinding('www A 192.0.2.1', 1, 'soa-missing'), undefined)
  assert.equal(endOfFinding('', 1, 'bad-data'), undefined)
  assert.equal(endOfFinding('www', 4, 'bad-data'), undefined)
})

const line = fc.string({ unit: fc.constantFrom(...'ab1 \t"\\;@=()$ü😀'), maxLength: 40 })

test('every field ends where the scanner has cut it, and every word of a note where the note was cut', () => {
  fc.assert(
    fc.property(line, (text) => {
      const entry = new Scanner(text, () => undefined).next()
      for (const { raw, quoted, column } of entry?.fields ?? [])
        assert.equal(endOfFinding(text, column, 'unknown-directive'), column + raw.length + (quoted ? 2 : 0))
      for (const comment of entry?.comments ?? [])
        for (const { key, value, place } of noteWordsOf(comment, 'z').words) {
          const end = endOfFinding(text, place.column, 'note-word') ?? 0
          const written = text.slice(place.column - 1, end - 1)
          assert.equal(
            written.replaceAll(/["\\]/g, ''),
            `${key}${value === undefined ? '' : `=${value}`}`.replaceAll(/["\\]/g, ''),
          )
        }
    }),
  )
})

test('whatever the line and the place, the end is behind the place and not behind the line', () => {
  fc.assert(
    fc.property(
      line,
      fc.nat(40),
      fc.constantFrom('bad-data', 'duplicate-record', 'control-character'),
      (text, at, code) => {
        const end = endOfFinding(text, at + 1, code)
        if (at >= text.length) assert.equal(end, undefined)
        else assert.ok(end !== undefined && end > at + 1 && end <= text.length + 1, `${end}`)
      },
    ),
  )
})
