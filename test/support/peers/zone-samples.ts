// fast-check generators of zone files: sound ones written in every way, and the same with one thing broken.
import fc from 'fast-check'
import { INCLUDED_FILE, type ZoneText } from './zone-judges.ts'

/** Four lines that make any further ones a whole zone. */
export const HEAD = '$TTL 300\n@ SOA ns1 hostmaster 1 1h 15m 1w 30s\n@ NS ns1\nns1 A 10.0.0.53\n'

const from = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

const owner = from(
  'a',
  'b',
  'WwW',
  'www',
  'c.d',
  'x.Ex.',
  '*.w',
  'h\\.h',
  '\\097',
  's\\032s',
  '_x._tcp',
  '@',
  '\\@',
)
const host = from('ns1', 'a', 'www', 'b.ex.', 'far.example.', '@', 'A')
const ttl = from('0', '60', '300', '1h', '1h30m', '2W', '1d12h', '007')
const text = from(
  'x',
  '"x y"',
  '""',
  '"a;b"',
  '"(q"',
  'a\\"b',
  '"\\200e"',
  '\\065',
  '"\\\\"',
  'p=q',
  '"@"',
  "it's",
)
const number = fc.integer({ min: 0, max: 65_535 }).map(String)
const row = (...parts: readonly (fc.Arbitrary<string> | string)[]): fc.Arbitrary<readonly string[]> =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))

/** Type and data; without CNAME, DNAME and NS, which do not go well with others. */
const plain = fc.oneof(
  row('A', fc.ipV4()),
  row('a', fc.ipV4()),
  row('AAAA', from('::1', '2001:DB8::a', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8')),
  row('MX', number, host),
  row('TXT', text),
  row('TXT', text, text, text),
  row('SRV', number, number, number, host),
  row('PTR', host),
  row('CAA', '0', 'issue', text),
  row('HINFO', text, text),
  row('TYPE65400', '\\#', '3', '01', '02fF'),
  row('TYPE65400', '\\#', '0'),
  row('A', '\\#', '4', '0a000001'),
  row('TYPE1', '\\#', '4', '0A000001'),
  row('LOC', '52', '22', '23.000', 'N', '4', '53', '32.000', 'E', '-2.00m'),
  row('SSHFP', '1', '1', 'aabbccddeeff00112233445566778899', '00112233'),
  row('NAPTR', '10', '20', '"s"', '"SIP+D2U"', '""', host),
  row('RP', host, '.'),
)

const owned = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(owner, plain) },
  { weight: 1, arbitrary: fc.tuple(from('al1', 'al2', 'AL1.ex.'), row('CNAME', host)) },
  { weight: 1, arbitrary: fc.tuple(from('dn1'), row('DNAME', host)) },
  { weight: 1, arbitrary: fc.tuple(from('sub1', 'sub2'), row('NS', from('ns1.ex.', 'far.example.'))) },
)

const blank = from(' ', '\t', '  ', ' \t')
const comment = from('', '', ' ; note', ';"(', '\t; é')
const head = fc.oneof(row(), row(ttl), row(from('IN', 'in')), row('IN', ttl), row(ttl, 'IN'))

/** Fields with blanks between them, and sometimes parentheses over several lines. */
function spread(fields: readonly string[]): fc.Arbitrary<string> {
  const gap = fc.record({ blank, newline: from(false, false, true), comment })
  const gaps = fc.array(gap, { minLength: fields.length, maxLength: fields.length })
  return fc.tuple(gaps, fc.nat(3 * fields.length), comment).map(([between, at, end]) => {
    const opens = at >= 1 && at < fields.length ? at : -1
    let line = fields[0] ?? ''
    for (let i = 1; i < fields.length; i++) {
      const { blank, newline, comment } = between[i] as (typeof between)[number]
      const inside = opens >= 0 && i > opens
      line += i === opens ? `${blank}(${blank}` : inside && newline ? `${blank}${comment}\n${blank}` : blank
      line += fields[i]
    }
    return `${line}${opens >= 0 ? ' )' : ''}${end}\n`
  })
}

const record = fc
  .tuple(owned, head, from(false, false, false, true))
  .chain(([[name, data], before, isOmitted]) => spread([isOmitted ? '' : name, ...before, ...data]))
  .map((line) => (/^[\t ]|^\S/.test(line) ? line : ` ${line}`))

const line = fc.oneof(
  { weight: 12, arbitrary: record },
  {
    weight: 2,
    arbitrary: from(
      '$ORIGIN low.ex.\n',
      '$ORIGIN ex.\n',
      '$ORIGIN\tEX. ; again\n',
      '$TTL 1h\n',
      '$ttl 60 ; s\n',
      `$INCLUDE ${INCLUDED_FILE}\n`,
      `$INCLUDE ${INCLUDED_FILE} inc.ex.\n`,
      '\n',
      '   \t\n',
      '; alone\n',
    ),
  },
)

const lines = fc.array(line, { minLength: 1, maxLength: 8 }).map((list) => list.join(''))
const included = fc
  .array(fc.oneof(record, from('$ORIGIN deep.ex.\n', '$TTL 9\n')), { maxLength: 3 })
  .map((list) => list.join(''))

export const soundZone: fc.Arbitrary<ZoneText> = fc
  .record({ lines, included, ending: from('\n', '\n', '\n', '\n', '\n', '\n', '\n', '\r\n') })
  .map(({ lines, included, ending }) => ({
    text: (HEAD + lines).replaceAll('\n', ending),
    included: included.replaceAll('\n', ending),
  }))

const CHARACTERS = [...'"();\\$@. \t\n09aAzIN*#-/=', '\\"', '\\0', 'IN ', ' 5 ', '.ex', '\r']

/** One character of a sound zone taken away, doubled, or replaced. */
export const brokenZone: fc.Arbitrary<ZoneText> = fc
  .record({
    zone: soundZone,
    place: fc.nat(),
    how: from('delete', 'double', 'replace', 'insert'),
    by: from(...CHARACTERS),
  })
  .map(({ zone, place, how, by }) => {
    const { text, included } = zone
    // The last line of HEAD is broken too; the others would only end in the same few verdicts.
    const from = text.indexOf('ns1 A')
    const at = from + (place % (text.length - from))
    const old = text[at] ?? ''
    const put = { delete: '', double: old + old, replace: by, insert: by + old }[how]
    return { text: text.slice(0, at) + put + text.slice(at + 1), included }
  })
