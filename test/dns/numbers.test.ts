// Periods, serial numbers, addresses and the base encodings.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ipv4FromText, ipv4ToText, ipv6FromText, ipv6ToText } from '../../src/dns/address.ts'
import {
  base32ToOctets,
  base64ToOctets,
  hexToOctets,
  octetsToBase32,
  octetsToBase64,
  octetsToHex,
} from '../../src/dns/encoding.ts'
import type { Octets } from '../../src/dns/octets.ts'
import { octets16, octets32, octetsOf, u16At, u32At } from '../../src/dns/octets.ts'
import { periodFromText, secondsFromText } from '../../src/dns/period.ts'
import { fromHex } from './names.ts'

test('a period is seconds, or numbers with units in either case', () => {
  const periods: readonly (readonly [string, number | undefined])[] = [
    ['0', 0],
    ['300', 300],
    ['5m', 300],
    ['1h30m', 5400],
    ['1W2D3H4M5S', 788_645],
    ['', undefined],
    ['h', undefined],
    ['1h30', undefined],
    ['-1', undefined],
    ['1.5h', undefined],
    ['1x', undefined],
    ['9'.repeat(400), undefined],
    [`${'9'.repeat(400)}w`, undefined],
  ]
  for (const [text, seconds] of periods) assert.equal(periodFromText(text), seconds, text)
})

test('RFC 2181 §8: a TTL is at most 2147483647; a timer of an SOA has all 32 bits', () => {
  assert.equal(periodFromText('2147483647'), 2_147_483_647)
  assert.equal(periodFromText('2147483648'), undefined)
  assert.equal(secondsFromText('4294967295'), 4_294_967_295)
  assert.equal(secondsFromText('4294967296'), undefined)
})

test('dotted quads are read strictly', () => {
  const wrong = [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1..2.3',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.',
    '0x1.2.3.4',
    '1.2.3.-4',
  ]
  for (const text of wrong) assert.equal(ipv4FromText(text), undefined, text)
  fc.assert(fc.property(fc.ipV4(), (text) => ipv4ToText(ipv4FromText(text) ?? '') === text))
})

test('RFC 4291 §2.2: an IPv6 address may be short and end in a dotted quad', () => {
  assert.equal(ipv6FromText('::FFFF:1.2.3.4'), fromHex(`${'00'.repeat(10)} FFFF 01020304`))
  assert.equal(ipv6FromText('1:2:3:4:5:6:7::'), fromHex('0001 0002 0003 0004 0005 0006 0007 0000'))
  const wrong = [
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::12345',
    '::g',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1%lo',
    '1::2::3',
  ]
  for (const text of wrong) assert.equal(ipv6FromText(text), undefined, text)
})

test('RFC 5952 §4, RFC 5952 §4.2.3: the first longest run of zeros is shortened; RFC 5952 §5: mapped addresses end in a dotted quad', () => {
  const printed = [
    '::',
    '::1',
    '::2',
    '1::',
    '1:0:0:4::8',
    '1::4:0:0:8',
    '1:0:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '::1.2.3.4',
    '2001:db8::1',
  ]
  const expected = [
    '::',
    '::1',
    '::2',
    '1::',
    '1:0:0:4::8',
    '1::4:0:0:8',
    '1:0:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '::1.2.3.4',
    '2001:db8::1',
  ]
  assert.deepEqual(
    printed.map((text) => ipv6ToText(ipv6FromText(text) ?? '')),
    expected,
  )
  const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(octetsOf)
  fc.assert(fc.property(address, (octets) => ipv6FromText(ipv6ToText(octets)) === octets))
})

test('RFC 4648 §4, RFC 4648 §7, RFC 4648 §8: base 64, base 32 and base 16 are read back', () => {
  fc.assert(
    fc.property(fc.uint8Array().map(octetsOf), (octets) => {
      assert.equal(base64ToOctets(octetsToBase64(octets)), octets)
      assert.equal(base32ToOctets(octetsToBase32(octets).toLowerCase()), octets)
      assert.equal(hexToOctets(octetsToHex(octets).toLowerCase()), octets)
    }),
  )
  assert.equal(octetsToBase32('fooba'), 'CPNMUOJ1')
})

test('RFC 4648 §3.5: bits that are left over must be zero', () => {
  assert.equal(base64ToOctets('AQ=='), '\x01')
  for (const text of ['AR==', 'AQ=', 'AQ', 'A', '====', 'A Q='])
    assert.equal(base64ToOctets(text), undefined, text)
  for (const text of ['1', '01', '001', 'W0']) assert.equal(base32ToOctets(text), undefined, text)
})

test('RFC 1035 §2.3.2: integers are big-endian', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff }), (value) => u16At(octets16(value), 0) === value))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => u32At(octets32(value), 0) === value),
  )
  assert.equal(octets32(0x0102_0304), '\x01\x02\x03\x04' as Octets)
})
