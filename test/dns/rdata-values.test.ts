// Values of every record type: text to octets and octets to canonical text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { octetsToHex } from '../../src/dns/encoding.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { typeFromText } from '../../src/dns/type.ts'
import { fieldsOf } from './fields.ts'
import { nameOf } from './names.ts'

const ORIGIN = nameOf('ex.')

interface Value {
  readonly title: string
  /** Type and data, as in a zone file. */
  readonly text: string
  readonly hex: string
  /** When it is not the text as it was. */
  readonly prints?: string
}

const VALUES: readonly Value[] = [
  { title: 'RFC 1035 §3.4.1: A is four octets', text: 'A 192.0.2.1', hex: 'C0000201' },
  {
    title: 'RFC 3596 §2.2: AAAA is sixteen octets',
    text: 'AAAA 2001:db8::1',
    hex: '20010DB8000000000000000000000001',
  },
  { title: 'a name server is a name', text: 'NS ns1', hex: '036E7331 026578 00', prints: 'ns1.ex.' },
  { title: 'RFC 3597 §4: DNAME holds a whole name', text: 'DNAME a.', hex: '0161 00' },
  {
    title: 'RFC 6672 §2.1: DNAME holds its target',
    text: 'DNAME @',
    hex: '026578 00',
    prints: 'ex.',
  },
  {
    title: 'RFC 1035 §3.3.13: the timers of an SOA take units and print as seconds',
    text: 'SOA a h\\.m 4294967295 1h 15M 1w2d 30',
    hex: '0161 026578 00 03682E6D 026578 00 FFFFFFFF 00000E10 00000384 000BDD80 0000001E',
    prints: 'a.ex. h\\.m.ex. 4294967295 3600 900 777600 30',
  },
  { title: 'MX is a preference and a host', text: 'MX 10 m.', hex: '000A 016D 00' },
  {
    title: 'RFC 1035 §3.3.14: TXT is one string or more',
    text: 'TXT "a b" "" "c"',
    hex: '03612062 00 0163',
  },
  { title: 'RFC 7208 §3.1: SPF looks like TXT', text: 'SPF "v=spf1"', hex: '06763D73706631' },
  {
    title: 'RFC 1035 §5.1: escapes in a string are resolved and written again',
    text: 'TXT a\\"b\\\\c\\200\\;',
    hex: '07 6122625C63C83B',
    prints: '"a\\"b\\\\c\\200;"',
  },
  {
    title: 'a character outside ASCII stands for its UTF-8 octets',
    text: 'TXT é',
    hex: '02C3A9',
    prints: '"\\195\\169"',
  },
  {
    title: 'RFC 1035 §3.3: a character string has a length octet',
    text: 'HINFO "PC cpu" "os"',
    hex: '06504320637075 026F73',
  },
  { title: 'RFC 1183 §1: AFSDB is a subtype and a host', text: 'AFSDB 1 a.', hex: '0001 0161 00' },
  { title: 'RFC 1183 §2.2: RP is two names', text: 'RP a. .', hex: '0161 00 00' },
  { title: 'SRV is three numbers and a target', text: 'SRV 1 2 3 .', hex: '0001 0002 0003 00' },
  {
    title: 'RFC 3403 §4.1: NAPTR is two numbers, three strings and a name',
    text: 'NAPTR 1 2 "u" "E2U+sip" "!^(.*)$!sip:\\\\1@b!i" .',
    hex: '0001 0002 0175 074532552B736970 12215E282E2A2924217369703A5C314062216900',
  },
  { title: 'RFC 2230 §3.1: KX is a preference and a host', text: 'KX 1 k.', hex: '0001 016B 00' },
  {
    title: 'RFC 1876 §3: LOC has defaults for what is left out',
    text: 'LOC 42 21 54 N 71 06 18 W -24m 30m',
    hex: '00 33 16 13 89172DD0 70BE15F0 00988D20',
    prints: '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m',
  },
  {
    title: 'RFC 1876 §2: LOC sizes are a digit and a power of ten',
    text: 'LOC 0 0 0.001 S 180 0 0.000 W 42849672.95m 90000000m 0.05m 0.50m',
    hex: '00 99 50 51 7FFFFFFF 59604E00 FFFFFFFF',
  },
  {
    title: 'RFC 3123 §4: APL leaves the zero octets at the end of an address out',
    text: 'APL 1:192.168.32.0/21 !1:10.0.0.0/8 2:2001:db8::/32 1:0.0.0.0/0',
    hex: '0001 15 03 C0A820 0001 08 81 0A 0002 20 04 20010DB8 0001 00 00',
  },
  { title: 'an APL list may be empty', text: 'APL', hex: '' },
  {
    title: 'RFC 4398 §2.1: CERT takes types by name, RFC 4398 §2.2: and prints them so',
    text: 'CERT PGP 1 RSASHA256 AQ==',
    hex: '0003 0001 08 01',
  },
  {
    title: 'RFC 4255 §3.1: SSHFP, RFC 4255 §3.1.2: with a digest of the length of its type',
    text: 'SSHFP 4 1 0123456789abcdef0123456789abcdef01234567',
    hex: '04 01 0123456789ABCDEF0123456789ABCDEF01234567',
    prints: '4 1 0123456789ABCDEF0123456789ABCDEF01234567',
  },
  { title: 'RFC 6698 §2.1: TLSA', text: 'TLSA 3 1 0 AA bb', hex: '03 01 00 AABB', prints: '3 1 0 AABB' },
  { title: 'RFC 8162 §2: SMIMEA looks like TLSA', text: 'SMIMEA 3 1 0 AABB', hex: '03 01 00 AABB' },
  { title: 'RFC 7929 §2.1: OPENPGPKEY is one key in base 64', text: 'OPENPGPKEY AQI=', hex: '0102' },
  {
    title: 'RFC 7553 §4.5: the target of a URI has no length octet',
    text: 'URI 1 2 "ftp://a"',
    hex: '0001 0002 6674703A2F2F61',
  },
  {
    title: 'RFC 8659 §4.1: CAA is flags and a tag, RFC 8659 §4.1.1: and a value in quotes',
    text: 'CAA 128 issue "ca.example; a=b"',
    hex: '80 056973737565 63612E6578616D706C653B20613D62',
  },
  { title: 'RFC 7043 §3.2: EUI48', text: 'EUI48 00-00-5e-00-53-2a', hex: '00005E00532A' },
  { title: 'RFC 7043 §4.2: EUI64', text: 'EUI64 00-00-5e-ef-10-00-00-2a', hex: '00005EEF1000002A' },
  {
    title: 'RFC 4034 §5.1: DS, RFC 4034 §5.3: its digest in hex, RFC 4034 §A.1: its algorithm also by name',
    text: 'DS 60485 RSASHA1 1 2BB183AF5F22588179A53B0A 98631FAD1A292118',
    hex: 'EC45 05 01 2BB183AF5F22588179A53B0A98631FAD1A292118',
    prints: '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  },
  {
    title: 'RFC 7344 §3: CDS looks like DS, and can ask for its removal',
    text: 'CDS 0 0 0 00',
    hex: '0000 00 00 00',
  },
  {
    title: 'RFC 4034 §2.1: DNSKEY, RFC 4034 §2.2: its key in base 64',
    text: 'DNSKEY 257 3 8 AwEA AQ==',
    hex: '0101 03 08 03010001',
    prints: '257 3 8 AwEAAQ==',
  },
  { title: 'CDNSKEY looks like DNSKEY', text: 'CDNSKEY 0 3 0 AA==', hex: '0000 03 00 00' },
  {
    title: 'RFC 4034 §3.1: RRSIG, RFC 4034 §3.1.1: the covered type, RFC 4034 §3.2: times as dates',
    text: 'RRSIG A 5 3 86400 20030322173103 20030220173103 2642 ex. AQ==',
    hex: '0001 05 03 00015180 3E7C9DD7 3E5510D7 0A52 026578 00 01',
  },
  {
    title: 'RFC 4034 §4.1: NSEC, RFC 4034 §4.1.2: the bitmap has a window for every 256 types',
    text: 'NSEC host.ex. A MX RRSIG NSEC TYPE1234',
    hex: '04686F7374 026578 00 0006400100000003 041B000000000000000000000000000000000000000000000000000020',
  },
  {
    title: 'RFC 5155 §3.2: NSEC3, RFC 5155 §3.3: its hash in base 32',
    text: 'NSEC3 1 1 12 aabb 2vptu5timamqttgl4luu9kg21e0aor3s A',
    hex: '01 01 000C 02AABB 14 17F3DF17B2B2ADAEF615257DE4D2020B80AC6C7C 000140',
    prints: '1 1 12 AABB 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A',
  },
  {
    title: 'RFC 5155 §4.2: NSEC3PARAM, - when there is no salt',
    text: 'NSEC3PARAM 1 0 12 -',
    hex: '01 00 000C 00',
  },
  {
    title: 'RFC 7477 §2.1.1: CSYNC, its list of types may be empty',
    text: 'CSYNC 66 3',
    hex: '00000042 0003',
  },
  {
    title: 'RFC 8976 §2.2: ZONEMD, RFC 8976 §2.2.4: with a digest of twelve octets at least',
    text: 'ZONEMD 1 1 240 0102030405060708090A0B0C',
    hex: '00000001 01 F0 0102030405060708090A0B0C',
  },
]

for (const { title, text, hex, prints } of VALUES)
  test(title, () => {
    const [type = '', ...rest] = text.split(' ')
    const number = typeFromText(type) ?? 0
    const parsed = parseRdata(number, fieldsOf(rest.join(' ')), ORIGIN)
    assert.ok('rdata' in parsed, JSON.stringify(parsed))
    assert.equal(octetsToHex(parsed.rdata), hex.replaceAll(' ', ''))
    assert.equal(printRdata(number, parsed.rdata), prints ?? rest.join(' '))
    assert.equal(rdataProblem(number, parsed.rdata), undefined)
  })
