import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CHECK_KINDS } from '../../src/control/load/zone-files.ts'
import { nameToText } from '../../src/dns/name.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { plainEditOf } from '../../src/zone/plain-edit.ts'
import { nameOf } from '../support/ask.ts'

const OPTIONS = {
  file: 'corp.example.zone',
  origin: nameOf('corp.example.'),
  include: () => ({ problem: 'none' }),
  checkKinds: CHECK_KINDS,
  timing: { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
}

const TEXT = `$TTL 300
@ SOA ns h (
  1 ; serial
  3600 900 604800 60 )
  NS ns
ns A 192.0.2.53
;@ check web tcp port=80
www A 192.0.2.10 ;@ check=web
www A 192.0.2.11
a A 192.0.2.1
  TXT "of a"
b A 192.0.2.2
c A 192.0.2.3
x.c A 192.0.2.4
mail MX 10 b
alias CNAME ns
last A 192.0.2.99
`

/** What an edit comes to: the touched names, and what of the zone is read for it. */
function edited(
  change: (text: string) => string,
): { touched: string[]; growth: number; read: string[] } | undefined {
  const after = change(TEXT)
  assert.notEqual(after, TEXT)
  const edit = plainEditOf(Buffer.from(TEXT), Buffer.from(after), OPTIONS)
  return (
    edit && {
      touched: [...edit.touched].map(nameToText),
      growth: edit.growth,
      read: edit.zone.records.map((record) =>
        recordToText(record).replaceAll('\t', ' ').replaceAll('corp.example.', ''),
      ),
    }
  )
}

const replace = (from: string, to: string) => (text: string) => text.replace(from, to)

describe('a plain edit', () => {
  test('is one line that is another: read are that name, all special records, and the names that these name', () => {
    const edit = edited(replace('c A 192.0.2.3', 'c A 192.0.2.100'))
    assert.deepEqual(edit?.touched, ['c.corp.example.'])
    assert.equal(edit?.growth, 0)
    const owners = edit?.read.map((line) => line.split(' ')[0])
    assert.deepEqual([...new Set(owners)], ['', 'ns.', 'www.', 'b.', 'c.', 'mail.', 'alias.'])
  })

  test('is a line that is added, or removed', () => {
    const added = edited((text) => `${text}new 60 A 192.0.2.7\n`)
    assert.deepEqual([added?.touched, added?.growth], [['new.corp.example.'], 1])
    const removed = edited(replace('b A 192.0.2.2\n', ''))
    assert.equal(
      removed,
      undefined,
      'mail names b: without an address it is a warning, and the zone is read whole',
    )
    const last = edited(replace('last A 192.0.2.99\n', ''))
    assert.deepEqual([last?.touched, last?.growth], [['last.corp.example.'], -1])
  })

  test('may bring another SOA, on whichever of its lines', () => {
    const edit = edited((text) =>
      text.replace('1 ; serial', '2 ; serial').replace('192.0.2.99', '192.0.2.98'),
    )
    assert.deepEqual(edit?.touched, ['last.corp.example.'])
    assert.match(edit?.read[0] ?? '', / 2 3600 /)
  })

  for (const [what, change] of [
    ['a note', replace('c A 192.0.2.3', 'c A 192.0.2.3 ;@ check=web')],
    ['a record with a note', replace('192.0.2.10', '192.0.2.12')],
    ['a check', replace('port=80', 'port=81')],
    ['a record that names a host', replace('MX 10 b', 'MX 20 b')],
    ['an alias', replace('alias CNAME ns', 'alias CNAME www')],
    ['a line without an owner', replace('  TXT "of a"', '  TXT "of b"')],
    ['a line behind which one without an owner stands', replace('a A 192.0.2.1\n', '')],
    ['the last record of a name with others below it', replace('c A 192.0.2.3\n', '')],
    ['the last record below a name that exists for its sake alone', replace('x.c A', 'x.d.c A')],
    ['the name servers beside the SOA', replace('  NS ns\n', '  NS ns\n  NS www\n')],
    ['the TTL of all', replace('$TTL 300', '$TTL 301')],
    ['the head', (text: string) => text.replace('$TTL 300\n', '$TTL 300\n$TTL 300\n')],
    ['a record that is there already', (text: string) => `${text}last A 192.0.2.99\n`],
    ['a mistake', (text: string) => `${text}new A 192.0.2\n`],
    ['a name of another zone', (text: string) => `${text}new.example. A 192.0.2.1\n`],
    ['a wildcard', (text: string) => `${text}* A 192.0.2.1\n`],
  ] as const)
    test(`is no change of ${what}`, () => {
      if (what === 'the last record below a name that exists for its sake alone') {
        const before = change(TEXT)
        assert.equal(plainEditOf(Buffer.from(before), Buffer.from(TEXT), OPTIONS), undefined)
      } else assert.equal(edited(change), undefined)
    })
})
