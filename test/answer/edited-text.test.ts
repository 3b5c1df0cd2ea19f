// Texts of zones as people write them, edited at random: whatever is taken for a plain edit must end as a whole load does.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldCase, type Name } from '../../src/dns/name.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { TYPE } from '../../src/dns/type.ts'
import { parseZone } from '../../src/zone/parse.ts'
import type { PlainEdit } from '../../src/zone/plain-edit.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { amendedWorld, optionsFor, plainEdit, type TextEdit } from '../support/amended-book.ts'
import { zoneFrom } from '../support/ask.ts'
import { Client, compareAll } from '../support/book-world.ts'

const OPTIONS = optionsFor('example.com.')
/** A zone that names hosts of this one, a zone below it, and one above it. */
const OTHERS = [
  zoneFrom(
    '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\nx CNAME a.b.example.com.\ny CNAME h.p.example.com.\n@ MX 1 c.example.com.\n',
    'example.org.',
  ),
  zoneFrom(
    '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\na A 192.0.2.8\n* A 192.0.2.7\n',
    'kid.example.com.',
  ),
  zoneFrom(
    '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\nexample NS ns.example\nns.example A 192.0.2.9\n',
    'com.',
  ),
]

const label = fc.constantFrom('a', 'b', 'c', 'h', 'p', 'W', 'x-1')
const path = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
/** The same names in the ways in which they may be written. */
const owner = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 2, arbitrary: path.map((text) => `${text}.Example.com.`) },
  { weight: 1, arbitrary: path.map((text) => text.replace('a', '\\097')) },
  { weight: 1, arbitrary: path.map((text) => `${text}.kid`) },
  { weight: 1, arbitrary: path.map((text) => `${text}.cut`) },
  { weight: 1, arbitrary: path.map((text) => `${text}.*.w`) },
  { weight: 1, arbitrary: fc.constantFrom('a$b', 'a\\$b', 'a@b', 'example.com.', 'kid', 'h.p', 'a.h.p') },
)
const head = fc.constantFrom(' ', '\t', ' 60 ', ' IN ', ' 1h IN ', ' in 1h ', ' 300 ')
const octet = fc.integer({ min: 1, max: 3 })
const tail = fc.constantFrom('', '', '', ' ; a comment', ' ; ( " in one', '\t;')
const text = fc.constantFrom('x', '"a ; b"', '"(" ")"', '"\\" ;@ no"', 'a\\;b', '"@ $TTL"', 'a\\(b')
const plainLineOf = (owners: fc.Arbitrary<string>) =>
  fc
    .tuple(
      owners,
      head,
      fc.oneof(
        octet.map((n) => `A 192.0.2.${n}`),
        octet.map((n) => `aaaa 2001:db8::${n}`),
        text.map((one) => `TXT ${one}`),
      ),
      tail,
    )
    .map((parts) => parts.join(''))
const plainLine = plainLineOf(owner)
const host = fc.oneof(
  path,
  fc.constantFrom('kid', 'a.kid', 'x.example.org.', 'h.p', 'q.c.w', 'pool', 'b.h.p', 'cut'),
)
const dataWithNames = fc.oneof(
  host.map((to) => `CNAME ${to}`),
  host.map((to) => `MX 1 ${to}`),
  host.map((to) => `SRV 1 1 5060 ${to}`),
  host.map((to) => `PTR ${to}`),
  host.map((to) => `HTTPS 1 ${to} alpn=h2`),
  fc.constant('SVCB 1 . port=53'),
  fc.constant('TXT ( "over"\n  "lines" )'),
  fc.constant('TXT ( "x"\n$ORIGIN sub )'),
  fc.constant('TYPE1 \\# 4 c0000201'),
  fc.constant('CAA 0 issue "ca.example.net"'),
)
const specialLine = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(owner, head, dataWithNames).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(path, dataWithNames).map(([name, data]) => `*.${name} ${data}`) },
  { weight: 1, arbitrary: fc.tuple(path, octet).map(([name, n]) => `*.${name} A 192.0.2.${n}`) },
  { weight: 1, arbitrary: fc.tuple(path, octet).map(([name, n]) => `*.${name} A 192.0.2.${n} ;@ check=c1`) },
  { weight: 1, arbitrary: fc.tuple(path, octet).map(([name, n]) => `${name} A 192.0.2.${n} ;@ check=c1`) },
  { weight: 1, arbitrary: fc.tuple(path, host).map(([name, to]) => `${name} CNAME ${to} ;@ check=c3`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(path, host, host)
      .map(([name, a, b]) => `${name} MX 1 ${a} ;@ primary follow\n${name} MX 2 ${b} ;@ standby follow`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(path, host, host)
      .map(([name, a, b]) => `${name} CNAME ${a} ;@ primary follow\n${name} CNAME ${b} ;@ standby follow`),
  },
  { weight: 1, arbitrary: fc.constantFrom('$TTL 60', '$TTL 300', ';@ check c2 tcp port=81') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'cut NS ns.cut\nns.cut A 192.0.2.3',
      'kid NS ns.kid\nns.kid A 192.0.2.3',
      'cut DS 1 8 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ),
  },
)
const blankLine = fc.constantFrom(
  '',
  '; a comment',
  '; with @ in it',
  '   ',
  '  A 192.0.2.9',
  '\tTXT "of the one before"',
)
const line = fc.oneof(
  { weight: 7, arbitrary: plainLine },
  { weight: 5, arbitrary: specialLine },
  { weight: 2, arbitrary: blankLine },
)

interface Edit {
  readonly kind: 'remove' | 'add' | 'replace' | 'move'
  readonly isRaw: boolean
  readonly at: number
  readonly line: string
}
const edits = fc.array(
  fc.record<Edit>({
    kind: fc.constantFrom('remove', 'remove', 'add', 'add', 'replace', 'move'),
    isRaw: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
    at: fc.nat(),
    line: fc.oneof(
      { weight: 8, arbitrary: plainLineOf(path) },
      { weight: 5, arbitrary: plainLine },
      { weight: 1, arbitrary: line },
    ),
  }),
  { minLength: 1, maxLength: 3 },
)
const soa = fc.constantFrom(
  '1 3600 900 604800 60',
  '2 3600 900 604800 60',
  '3 3600 900 604800 60',
  '4 3600 900 604800 60',
  '5 3600 900 604800 61',
  '2 3600 900 604800 60\n$TTL 60',
  '1 3600 900 604800 60\n$TTL 300',
)
const textEdit = fc.record({
  top: fc.constantFrom(
    '',
    '\uFEFF',
    '$ORIGIN example.com. ; here\n',
    '$ORIGIN Example.COM.\n',
    '\uFEFF$ORIGIN example.com.\n',
  ),
  soas: fc.tuple(soa, soa),
  lines: fc.array(line, { minLength: 4, maxLength: 16 }),
  edits,
  newline: fc.constantFrom('\n', '\n', '\r\n'),
  isOpen: fc.boolean(),
  isApart: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  others: fc.subarray(OTHERS),
})
type TextEdits = typeof textEdit extends fc.Arbitrary<infer T> ? T : never

function textOf({ top, newline, isOpen }: TextEdits, soaText: string, lines: readonly string[]): string {
  const [numbers, directive = ''] = soaText.split('\n')
  const start = `${top}$TTL 300
@ SOA ns h (
 ${numbers} )
${directive}
@ NS ns
ns A 192.0.2.53
pool A 192.0.2.1 ;@ check=c1
;@ check c1 tcp port=80
;@ check c3 tcp port=80 address=192.0.2.7
used A 192.0.2.2 ;@ check=c3
`
  const whole = `${start}${lines.join('\n')}${isOpen ? '' : '\n'}`
  return newline === '\n' ? whole : whole.replaceAll('\n', newline)
}

/** Of these lines those that go together without a finding. */
function goodLines(edit: TextEdits): string[] {
  const kept: string[] = []
  for (const one of edit.lines) {
    if (isGood(textOf(edit, edit.soas[0], [...kept, one]))) kept.push(one)
  }
  return edit.isApart ? kept.flatMap(apart) : kept
}

/** With lines behind it, so that two edits do not meet. */
function apart(line: string, at: number): string[] {
  return [line, ...[1, 2, 3].map((n) => `f${at}-${n} A 192.0.2.${n}`)]
}

function isGood(text: string): boolean {
  return goodZone(text) !== undefined
}

/** Undefined when there is any finding. */
function goodZone(text: string): Zone | undefined {
  const { zone, problems } = parseZone(text, OPTIONS)
  return problems.length === 0 ? zone : undefined
}

/** Edits that lead to findings are mostly left out, for they are no plain ones. */
function editedLines(given: TextEdits, lines: readonly string[]): string[] {
  let after = [...lines]
  for (const one of given.edits) {
    const next = withEdit(after, one)
    if (one.isRaw || isGood(textOf(given, given.soas[0], next))) after = next
  }
  return after
}

function withEdit(lines: readonly string[], { kind, at, line: added }: Edit): string[] {
  const after = [...lines]
  const plain = after.flatMap((one, i) => (/\s(A|aaaa|TXT) [^(]*$/.test(one) ? [i] : []))
  const place = kind === 'add' ? at % (after.length + 1) : plain[at % plain.length]
  if (place === undefined) return after
  const [taken = ''] = kind === 'add' ? [] : after.splice(place, 1)
  if (kind === 'add' || kind === 'replace') after.splice(place, 0, added)
  if (kind === 'move') after.splice((at >> 3) % (after.length + 1), 0, taken)
  return after
}

function recordsOf(zone: Zone, isWanted: (owner: Name) => boolean): string[] {
  return zone.records.filter(({ owner: name }) => isWanted(foldCase(name))).map(recordToText)
}

const PLAIN: readonly number[] = [TYPE.A, TYPE.AAAA, TYPE.TXT]

/** Every name that is at hand is whole, and nothing is missing that is no plain record. */
function assertExcerpt({ zone, touched, growth }: PlainEdit, { zoneBefore, zoneAfter }: TextEdit): void {
  const owners = new Set(zone.records.map(({ owner: name }) => foldCase(name)))
  const isAtHand = (name: Name) => owners.has(name) || touched.has(name)
  assert.deepEqual(
    recordsOf(zone, () => true),
    recordsOf(zoneAfter, isAtHand),
  )
  const missing = zoneAfter.records.filter(
    ({ owner: name, type }) => !PLAIN.includes(type) && !isAtHand(foldCase(name)),
  )
  assert.deepEqual(missing.map(recordToText), [])
  const others = (name: Name) => !touched.has(name)
  const withoutSoa = (records: string[]) => records.filter((one) => !one.includes('\tSOA\t')).sort()
  assert.deepEqual(withoutSoa(recordsOf(zoneAfter, others)), withoutSoa(recordsOf(zoneBefore, others)))
  assert.equal(growth, zoneAfter.records.length - zoneBefore.records.length)
}

/** Whether the edit is a plain one; if it is, the amended book is held against the later text. */
function isAmendedRightly(before: string, after: string, others: readonly Zone[]): boolean {
  const [zoneBefore, zoneAfter] = [goodZone(before), goodZone(after)]
  assert.ok(zoneBefore !== undefined)
  const edit = { before, after, zoneBefore, options: OPTIONS, others, down: [] }
  const plain = plainEdit({ ...edit, zoneAfter: zoneBefore })
  if (plain === undefined) return false
  assert.ok(zoneAfter !== undefined, 'a zone with findings is read whole')
  const whole = { ...edit, zoneAfter }
  assertExcerpt(plain, whole)
  const amended = amendedWorld(whole)
  if (amended === undefined) return false
  compareAll(new Client(amended.world.book), amended.world, [zoneBefore, zoneAfter, ...others])
  return true
}

const HEAD = `$TTL 300
@ SOA ns h 1 3600 900 604800 60
@ NS ns
ns A 192.0.2.53
;@ check c1 tcp port=80
used A 192.0.2.1 ;@ check=c1
`
const [, KID] = OTHERS as [Zone, Zone]

interface Case {
  readonly head?: string
  readonly text: string
  /** `h A 192.0.2.2` to `h A 192.0.2.3` when it is not said. */
  readonly edit?: readonly [from: string, to: string]
  readonly others?: readonly Zone[]
}

const H = 'h A 192.0.2.2'

function isCaseAmended({
  head = HEAD,
  text,
  edit: [from, to] = [H, 'h A 192.0.2.3'],
  others = [],
}: Case): boolean {
  const before = `${head}${text}\nlast A 192.0.2.9\n`
  assert.ok(before.includes(from))
  return isAmendedRightly(before, before.replace(from, to), others)
}

const AMENDED: Readonly<Record<string, Case>> = {
  'beside a name with special and plain records, written in two ways': {
    text: `x.example.com. TXT ( a )\nx A 192.0.2.1\n${H}`,
  },
  'beside a plain name with a service below it': {
    text: `pbx A 192.0.2.1\n_sip._udp.pbx SRV 1 1 5060 h\n${H}`,
  },
  'beside a plain name with a wildcard below it': { text: `app A 192.0.2.1\n*.app CNAME h\n${H}` },
  'beside data that looks like a directive': { text: `sub A 192.0.2.1\nt TXT ( "x"\n$ORIGIN sub )\n${H}` },
  'behind a byte order mark': { head: `\uFEFF$ORIGIN Example.com.\n${HEAD}`, text: H },
  'beside names that need no escape, but may have one': {
    text: `a$b A 192.0.2.1\na\\$b TXT ( x )\na@b A 192.0.2.3\n${H}`,
  },
  'beside a delegated zone that is served too': {
    text: `kid NS ns.kid\nns.kid A 192.0.2.3\n${H}`,
    others: [KID],
  },
  'that removes what another zone of ours has': {
    text: `kid NS ns.kid\nns.kid A 192.0.2.3\na.kid A 192.0.2.8\n${H}`,
    edit: ['a.kid A 192.0.2.8\n', ''],
    others: [KID],
  },
}

const LOADED_WHOLE: Readonly<Record<string, Case>> = {
  'a directive beside the SOA that goes with it': {
    head: HEAD.replace('604800 60\n', '604800 60\n$TTL 60\n'),
    text: H,
    edit: ['604800 60\n$TTL 60\n', '604800 61\n'],
  },
  'a record whose place another one takes over, behind a comment with half a line end': {
    text: `p A 192.0.2.3\n${H}\n; one\rtwo\n  TXT x`,
    edit: [`${H}\n`, ''],
  },
  'a name below an asterisk': { text: 'w A 192.0.2.1', edit: ['w A', 'x.*.w A 192.0.2.1\nw A'] },
  'a name that a wildcard with a pool answered for until now': {
    text: '*.p A 192.0.2.4 ;@ check=c1\nalias CNAME x.p\np TXT p',
    edit: ['p TXT', 'x.p A 192.0.2.1\np TXT'],
  },
  'a name for which a wildcard with a pool answers from now on': {
    text: '*.p A 192.0.2.4 ;@ check=c1\nalias CNAME x.p\np TXT p\nx.p A 192.0.2.1',
    edit: ['x.p A 192.0.2.1\n', ''],
  },
  'a name above which one begins to exist, below a wildcard with a pool': {
    text: '*.p A 192.0.2.4 ;@ check=c1\nalias CNAME x.p\np TXT p',
    edit: ['p TXT', 'a.x.p A 192.0.2.1\np TXT'],
  },
  'anything, where a pool leads to a name of which the book alone knows that no wildcard matches it': {
    text: `m CNAME q.b.c ;@ check=c3\n;@ check c3 tcp port=80 address=192.0.2.7\n*.c A 192.0.2.5\nz.b.c A 192.0.2.6\n${H}`,
  },
  'anything, where another zone follows such a name': {
    text: `*.c A 192.0.2.5\nz.b.c A 192.0.2.6\n${H}`,
    others: [
      zoneFrom(
        '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\nm MX 1 q.b.c.example.com. ;@ primary follow\nm MX 2 ns ;@ standby follow\n',
        'example.org.',
      ),
    ],
  },
  'anything, where a zone below is served and nothing delegates it': { text: H, others: [KID] },
}

describe('an edit of a few lines', () => {
  for (const [what, one] of Object.entries(AMENDED))
    test(`amends the book ${what}`, () => assert.ok(isCaseAmended(one)))
  for (const [what, one] of Object.entries(LOADED_WHOLE))
    test(`has the zone loaded whole when it is of ${what}`, () => assert.ok(!isCaseAmended(one)))
})

describe('the text of a zone, edited at random', () => {
  const counts = { tried: 0, amended: 0 }
  test('is taken for a plain edit only when all that the edit can touch is read, and then answers as when loaded whole', () => {
    fc.assert(
      fc.property(textEdit, (given) => {
        const lines = goodLines(given)
        const [before, after] = [
          textOf(given, given.soas[0], lines),
          textOf(given, given.soas[1], editedLines(given, lines)),
        ]
        if (!isGood(before)) return
        counts.tried++
        if (isAmendedRightly(before, after, given.others)) counts.amended++
      }),
      { numRuns: Number(process.env['RUNS'] ?? 150) },
    )
    assert.ok(counts.amended > counts.tried / 20, JSON.stringify(counts))
  })
})
