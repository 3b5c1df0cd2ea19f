// Canonical text of a zone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldCase, type Name } from '../../src/dns/name.ts'
import { type Octets, octetsOf } from '../../src/dns/octets.ts'
import { parseRdata } from '../../src/dns/rdata/text.ts'
import { TYPE } from '../../src/dns/type.ts'
import { formatProblem, printZone } from '../../src/zone/print.ts'
import type { ZoneRecord } from '../../src/zone/zone.ts'
import { HEAD, name, ORIGIN, parse, withoutColumns, zoneOf } from './parsing.ts'

const PLACE = { file: 'z', line: 1, column: 1 }

const octets = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => octetsOf(bytes) as string)

const label = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'B', 'c-1', '_x', '*', 'a.b', '$ORIGIN', '@', ';') },
  octets(1, 12),
)

const owner = fc.array(label, { maxLength: 3 }).map((labels) => {
  let wire = ''
  for (const one of labels) wire += String.fromCharCode(one.length) + one
  return (wire + ORIGIN) as Name
})

const string = octets(0, 20).map((text) => String.fromCharCode(text.length) + text)

const data = fc.oneof(
  octets(4, 4).map((rdata) => ({ type: TYPE.A as number, rdata })),
  octets(16, 16).map((rdata) => ({ type: TYPE.AAAA as number, rdata })),
  fc
    .array(string, { minLength: 1, maxLength: 3 })
    .map((parts) => ({ type: TYPE.TXT as number, rdata: parts.join('') })),
  owner.map((host) => ({ type: TYPE.PTR as number, rdata: host as string })),
  octets(0, 30).map((rdata) => ({ type: 65_400, rdata })),
)

const records = fc.uniqueArray(fc.record({ owner, data, ttl: fc.nat(0x7fffffff) }), {
  maxLength: 12,
  selector: (one) => `${one.data.type} ${foldCase(one.owner)}`,
})

function soaAndNs(): readonly ZoneRecord[] {
  return zoneOf('$TTL 300\n@ SOA a.b. c.d. 1 1h 15m 1w 30s\n@ NS a.b.\n').records
}

describe('print', () => {
  test('a zone that is printed and read again has the same records', () => {
    fc.assert(
      fc.property(records, (list) => {
        const made = list.map(
          ({ owner, data: { type, rdata }, ttl }): ZoneRecord => ({
            owner,
            type,
            ttlSeconds: ttl,
            rdata: rdata as Octets,
            place: PLACE,
          }),
        )
        const zone = { origin: ORIGIN, records: [...soaAndNs(), ...made], checks: [], pools: [] }
        const text = printZone(zone)
        const again = parse(text)
        assert.deepEqual(again.problems.map(formatProblem), [])
        assert.ok(again.zone)
        assert.equal(printZone(again.zone), text)
        assert.deepEqual(new Set(again.zone.records.map(plain)), new Set(zone.records.map(plain)))
      }),
    )
  })

  test('RFC 4034 §6.1: names are sorted by their labels from the right, the SOA and NS before other types', () => {
    const lines = [
      'z A 10.0.0.1',
      'a.z A 10.0.0.1',
      'Z-a A 10.0.0.1',
      '* A 10.0.0.1',
      '@ A 10.0.0.1',
      '\\001.z A 10.0.0.1',
    ]
    const owners = printZone(zoneOf(HEAD + lines.join('\n')))
      .trim()
      .split('\n')
      .map((line) =>
        withoutColumns(line)
          .split(' ')
          .filter((_, i) => i === 0 || i === 3),
      )
    assert.deepEqual(owners, [
      ['corp.example.', 'SOA'],
      ['corp.example.', 'NS'],
      ['corp.example.', 'A'],
      ['*.corp.example.', 'A'],
      ['ns1.corp.example.', 'A'],
      ['z.corp.example.', 'A'],
      ['\\001.z.corp.example.', 'A'],
      ['a.z.corp.example.', 'A'],
      ['Z-a.corp.example.', 'A'],
    ])
  })

  test('RFC 4034 §6.3: within an RRset the data is sorted octet by octet; RFC 4034 §6.2: names as if in lower case', () => {
    const text = printZone(zoneOf(`${HEAD}a A 10.0.0.9\na A 9.0.0.1\nm PTR B.\nm PTR a.\nm PTR C.\n`))
    assert.deepEqual(
      text
        .split('\n')
        .filter((line) => /^[am]\./.test(line))
        .map((line) => withoutColumns(line).split(' ').at(-1)),
      ['9.0.0.1', '10.0.0.9', 'a.', 'B.', 'C.'],
    )
  })

  test('RFC 4035 §2.6: a signature stands behind the RRset that it covers', () => {
    const signature = (type: string) =>
      `a RRSIG ${type} 8 2 300 20300101000000 20200101000000 1 corp.example. AAAA`
    const text = printZone(zoneOf(`${HEAD}${signature('TXT')}\n${signature('A')}\na TXT x\na A 10.0.0.1\n`))
    assert.deepEqual(
      text
        .split('\n')
        .filter((line) => line.startsWith('a.'))
        .map((line) => withoutColumns(line).split(' ').slice(3, 5).join(' ')),
      ['A 10.0.0.1', 'RRSIG A', 'TXT "x"', 'RRSIG TXT'],
    )
  })

  test('columns are those of named-compilezone: tabs, then blanks, one of them at least', () => {
    const long = 'a-name-that-is-longer-than-its-column'.padEnd(48, '-')
    const lines = printZone(zoneOf(`${HEAD}b AAAA ::1\nb TYPE65400 \\# 0\n${long} A 10.0.0.1\n`)).split('\n')
    assert.deepEqual(lines.slice(2, 5), [
      `${long}.corp.example. 300 IN A\t10.0.0.1`,
      'b.corp.example.\t\t\t\t      300 IN AAAA\t::1',
      'b.corp.example.\t\t\t\t      300 IN TYPE65400\t\\# 0',
    ])
  })

  test('the owner of an RRset is written as its first record writes it', () => {
    const lines = printZone(zoneOf(`${HEAD}Www A 10.0.0.9\nwwW A 10.0.0.1\nwww TXT x\n`)).split('\n')
    assert.deepEqual(
      lines.slice(3, 6).map((line) => withoutColumns(line).replace('.corp.example. 300 IN', '')),
      ['Www A 10.0.0.1', 'Www A 10.0.0.9', 'www TXT "x"'],
    )
  })

  test('behind signatures a comment says when the first of them ends; NSEC3 records stand behind all others', () => {
    const signature = (covered: string, year: number) =>
      `b RRSIG ${covered} 8 2 300 ${year}0101000000 20200101000000 1 corp.example. AAAA`
    const nsec3 = 'b NSEC3 1 1 0 - 2vptu5timamqttgl4luu9kg21e0aor3s A'
    const text = `${HEAD}${signature('A', 2032)}\n${signature('A', 2031)}\n${nsec3}\nc A 10.0.0.1\n`
    const lines = printZone(zoneOf(text)).trim().split('\n').slice(2)
    assert.deepEqual(
      lines.map((line) => withoutColumns(line).replace('.corp.example. 300 IN', '').slice(0, 25)),
      [
        'b RRSIG A 8 2 300 2031010',
        'b RRSIG A 8 2 300 2032010',
        '; resign=20310101000000',
        'c A 10.0.0.1',
        'ns1 A 10.0.0.53',
        'b NSEC3 1 1 0 - 2VPTU5TIM',
      ],
    )
  })

  test('a problem is printed as place, severity if it is a warning, code and sentence', () => {
    const place = { file: 'zones/a.zone', line: 3, column: 14 }
    const [error, warning] = (['error', 'warning'] as const).map((severity) =>
      formatProblem({ place, severity, code: 'note-word', sentence: 'so it is' }),
    )
    assert.equal(error, 'zones/a.zone:3:14: note-word: so it is')
    assert.equal(warning, 'zones/a.zone:3:14: warning: note-word: so it is')
  })

  test('data that printRdata cannot print in its own form is read back in the generic one', () => {
    const { records } = zoneOf(`${HEAD}a TYPE65400 \\# 3 010203\n`)
    const last = records.at(-1)
    assert.ok(last)
    assert.deepEqual(
      parseRdata(
        65_400,
        [
          { raw: '\\#', quoted: false },
          { raw: '3', quoted: false },
          { raw: '010203', quoted: false },
        ],
        name('.'),
      ),
      { rdata: last.rdata },
    )
  })
})

function plain({ owner, type, ttlSeconds, rdata }: ZoneRecord): string {
  return JSON.stringify([foldCase(owner), type, ttlSeconds, rdata])
}
