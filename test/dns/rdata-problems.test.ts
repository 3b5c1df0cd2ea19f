// What is said about record data that is wrong, in text and in octets.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { TYPE, typeFromText } from '../../src/dns/type.ts'
import { fieldsOf } from './fields.ts'
import { fromHex, nameOf } from './names.ts'

function refusal(line: string): { readonly problem: string; readonly field: number } {
  const [type = '', ...rest] = line.split(' ')
  const parsed = parseRdata(typeFromText(type) ?? 0, fieldsOf(rest.join(' ')), nameOf('ex.'))
  assert.ok('problem' in parsed, `${line} is refused`)
  return parsed
}

const SENTENCES: readonly (readonly [line: string, field: number, sentence: RegExp | string])[] = [
  ['A 10.0.0.256', 0, '10.0.0.256 is not an IPv4 address'],
  ['A 010.0.0.1', 0, '010.0.0.1 is not an IPv4 address'],
  ['A', 0, 'expected an IPv4 address'],
  ['A 10.0.0.1 x', 1, '"x" is one field too many'],
  ['A "10.0.0.1"', 0, 'the IPv4 address is written without quotes'],
  ['AAAA 1::2::3', 0, '1::2::3 is not an IPv6 address'],
  ['MX mail', 0, 'expected a preference (0-65535) before the host, not "mail"'],
  ['MX 65536 mail', 0, 'expected a preference (0-65535) before the host, not "65536"'],
  ['MX 10', 1, 'expected a host after the preference'],
  ['MX 10 a..b', 1, '"a..b" is not a name: a label cannot be empty'],
  ['SOA a b 1 1h 1x 1w 30s', 4, 'expected a retry (seconds, or 1h30m) before the expire, not "1x"'],
  ['TXT', 0, 'expected a string'],
  ['TXT a \\300', 1, /^bad escape in/],
  [`TXT ${'x'.repeat(256)}`, 0, /^the string has 256 octets, at most 255 are allowed: split it/],
  ['DS 1 8 2 AABB', 0, 'the digest has 2 octets, digest type 2 has 32'],
  ['DS 1 8 2', 3, 'expected a digest (in hex digits) after the digest type'],
  ['NSEC a', 1, 'expected a list of record types after the next name'],
  ['NSEC a A BOGUS', 2, 'BOGUS is not a record type'],
  ['LOC 91 N 0 E 0', 0, 'expected degrees (0-90), minutes and seconds, then N or S'],
  ['LOC 1 N 1 E', 4, 'expected an altitude from -100000.00m to 42849672.95m'],
  ['LOC 1 N 1 E 0m 1m 1m 1m 1m', 8, 'a location ends with the vertical precision'],
  ['APL 1:10.0.0.0/33', 0, /^1:10.0.0.0\/33 is not a prefix/],
  ['CAA 0 iss-ue "x"', 1, /^expected a tag \(letters and digits\)/],
  ['URI 1 1 ""', 2, 'the target cannot be empty'],
  ['EUI48 00-00-5e-00-53', 0, /^00-00-5e-00-53 is not an EUI-48 address/],
  ['TYPE65400 1.2.3.4', 0, /^the data of TYPE65400 is written as/],
]

describe('a refused field is named and a sentence says what belongs there', () => {
  for (const [line, field, sentence] of SENTENCES)
    test(line.slice(0, 40), () => {
      const found = refusal(line)
      if (typeof sentence === 'string') assert.equal(found.problem, sentence)
      else assert.match(found.problem, sentence)
      assert.equal(found.field, field)
    })
})

test('RFC 3402 §3.2: a substitution expression has a pattern, a replacement, and refers to groups that exist', () => {
  const problems: readonly (readonly [string, RegExp])[] = [
    ['abc', /not of the form/],
    ['1a1b1', /cannot be delimited/],
    ['!a!b', /not of the form/],
    ['!!b!', /pattern .* is empty/],
    ['!a!b!x', /only flag/],
    ['!(a)!\\\\2!', /refers to group 2, the pattern has 1/],
    ['!\\\\(a!\\\\1!', /refers to group 1, the pattern has 0/],
  ]
  for (const [expression, sentence] of problems)
    assert.match(refusal(`NAPTR 1 1 "" "" "${expression}" .`).problem, sentence)
  assert.ok('rdata' in parseRdata(TYPE.NAPTR, fieldsOf('1 1 "" "" "!a\\\\!!!ii" .'), nameOf('ex.')))
})

test('RFC 4034 §3.2: a date that does not exist is refused', () => {
  const line = 'RRSIG A 8 2 300 20300230000000 20300101000000 1 ex. AAAA'
  assert.match(refusal(line).problem, /^expected an expiration \(YYYYMMDDHHMMSS\)/)
})

test('RFC 4034 §3.1.5: times are 32 bits: one before 1970 is the same octets as one after 2038', () => {
  const before = parseRdata(TYPE.RRSIG, fieldsOf('A 8 2 1 19691231235959 0 1 . AAAA'), nameOf('ex.'))
  assert.ok('rdata' in before)
  assert.equal(printRdata(TYPE.RRSIG, before.rdata), 'A 8 2 1 21060207062815 19700101000000 1 . AAAA')
})

test('RFC 4034 §3.1.7: the signer of an RRSIG has no more labels than the name that it signs', () => {
  assert.match(refusal('RRSIG A 8 1 300 2 1 1 a.b. AAAA').problem, /signer has 2 labels.* only 1/)
})

test('RFC 4034 §A.2, RFC 4509 §2.1, RFC 6605 §2, RFC 8976 §2.2.3: the digest type gives the length', () => {
  assert.equal(rdataProblem(TYPE.DS, fromHex(`0001 08 04 ${'00'.repeat(48)}`)), undefined)
  assert.match(rdataProblem(TYPE.DS, fromHex(`0001 08 04 ${'00'.repeat(32)}`)) ?? '', /has 48/)
  assert.match(rdataProblem(TYPE.ZONEMD, fromHex(`00000001 01 01 ${'00'.repeat(32)}`)) ?? '', /has 48/)
  assert.match(rdataProblem(TYPE.ZONEMD, fromHex('00000001 01 F0 00')) ?? '', /at least 12/)
})

test('malformed octets are described and print in the form of RFC 3597 §5', () => {
  const malformed: readonly (readonly [number, string, RegExp])[] = [
    [TYPE.A, '010203', /ends within the IPv4 address/],
    [TYPE.A, '0102030405', /1 octets stand behind/],
    [TYPE.MX, '000A', /not a whole, uncompressed name/],
    [TYPE.MX, '000A C00C', /not a whole, uncompressed name/],
    [TYPE.TXT, '', /ends within the string/],
    [TYPE.TXT, '0261', /ends within the string/],
    [TYPE.NSEC, '00 0001 00', /ends in a zero octet/],
    [TYPE.NSEC, '00 0101 40 0001 40', /out of order/],
    [TYPE.NSEC, '00 0000', /has 0 octets/],
    [TYPE.CAA, '00 012D', /more than letters and digits/],
    [TYPE.LOC, `00 0A 00 00 ${'80000000'.repeat(3)}`, /not a digit and a power of ten/],
    [TYPE.LOC, '00 12 16 13 00000000 80000000 00000000', /beyond a pole/],
    [TYPE.APL, '0001 21 00', /longer than an address/],
    [TYPE.APL, '0001 20 02 0A00', /ends in a zero octet/],
  ]
  for (const [type, hex, sentence] of malformed) {
    const rdata = fromHex(hex)
    assert.match(rdataProblem(type, rdata) ?? '', sentence)
    assert.match(printRdata(type, rdata), /^\\# \d+/)
  }
})

test('data of a version or address family that is not known is carried, and printed as RFC 3597 §5 has it', () => {
  for (const [type, hex] of [
    [TYPE.LOC, '0112'],
    [TYPE.APL, '00030000'],
  ] as const) {
    assert.equal(rdataProblem(type, fromHex(hex)), undefined)
    assert.equal(printRdata(type, fromHex(hex)), `\\# ${hex.length / 2} ${hex}`)
  }
})
