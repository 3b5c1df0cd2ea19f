// What a zone as a whole must obey, and what it need not.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HEAD, parse } from './parsing.ts'

function codesOf(lines: string): readonly string[] {
  return parse(HEAD + lines).problems.map(({ code }) => code)
}

function assertClean(...lines: readonly string[]): void {
  for (const line of lines) assert.deepEqual(codesOf(line), [], line)
}

describe('rules', () => {
  test('RFC 1035 §5.2: a zone has one SOA, at its top', () => {
    assert.deepEqual(codesOf('@ SOA ns1 x 1 1h 15m 1w 30s\n@ SOA ns1 y 1 1h 15m 1w 30s'), [
      'soa-repeated',
      'soa-repeated',
    ])
  })

  test('RFC 1912 §2.2: the timers of an SOA fit each other', () => {
    const soa = (timers: string) =>
      parse(`$TTL 5\n@ SOA a.b. c.d. 1 ${timers}\n@ NS a.b.\n`).problems.map(({ code }) => code)
    assert.deepEqual(soa('1h 15m 1w 30s'), [])
    assert.deepEqual(soa('15m 1h 1w 30s'), ['soa-timers'])
    assert.deepEqual(soa('1h 15m 1h 30s'), ['soa-timers'])
  })

  test('RFC 2308 §5: a minimum of more than a day is a warning', () => {
    const text = '$TTL 5\n@ SOA a.b. c.d. 1 1h 15m 1w 86401\n@ NS a.b.\n'
    assert.deepEqual(
      parse(text).problems.map(({ code, severity }) => [code, severity]),
      [['soa-timers', 'warning']],
    )
  })

  test('RFC 1035 §3.3.13: the mailbox of an SOA is a name; its first label may have dots', () => {
    const soa = (mailbox: string) =>
      parse(`$TTL 5\n@ SOA a.b. ${mailbox} 1 1h 15m 1w 5\n@ NS a.b.\n`).problems.map(({ code }) => code)
    assert.deepEqual(soa('first\\.last.example.'), [])
    assert.deepEqual(soa('first@example.'), ['soa-mailbox'])
  })

  test('RFC 1034 §4.2: what is not at or below the origin is not in the zone', () => {
    assertClean('corp.example A 10.0.0.1')
    assert.deepEqual(codesOf('xcorp.example. A 10.0.0.1'), ['out-of-zone'])
    assert.deepEqual(codesOf('a\\.corp.example. A 10.0.0.1'), ['out-of-zone'])
  })

  test('RFC 1034 §3.6.2: a CNAME stands alone', () => {
    assert.deepEqual(codesOf('@ CNAME x.y.'), ['cname-and-other'])
    assertClean('a CNAME b', 'a CNAME b\na.a A 10.0.0.1')
  })

  test('RFC 2181 §10.1: an owner has one CNAME', () => {
    assert.deepEqual(codesOf('a CNAME b\na CNAME c\na CNAME d'), ['cname-repeated', 'cname-repeated'])
  })

  test('RFC 4034 §2.5: signatures and NSEC may stand beside a CNAME', () => {
    assertClean('a CNAME b\na NSEC b.corp.example. CNAME RRSIG NSEC')
  })

  test('RFC 6672 §2.4: nothing stands below a DNAME, but beside it; there is one', () => {
    assertClean('d DNAME x.y.\nd A 10.0.0.1')
    assert.deepEqual(codesOf('d DNAME x.y.\na.b.d TXT x'), ['dname-and-below'])
    assert.deepEqual(codesOf('d DNAME x.y.\nd DNAME z.y.'), ['cname-repeated'])
  })

  test('RFC 1034 §4.2.1: addresses below a delegation are glue; servers elsewhere need none', () => {
    assertClean(
      'sub NS ns.sub\nns.sub A 10.0.0.1',
      'sub NS ns.example.org.',
      'sub NS ns1',
      'sub NS sub\nsub A 10.0.0.1',
    )
    assert.deepEqual(codesOf('sub NS a.b.sub'), ['glue-missing'])
    assertClean('sub NS ns.other\nother NS ns.other\nns.other A 10.0.0.1')
  })

  test('RFC 4035 §2.6: DS and NSEC belong to the parent side of a delegation', () => {
    assertClean(`sub NS ns1\nsub DS 1 8 2 ${'00'.repeat(32)}\nsub NSEC x.corp.example. NS DS`)
    assert.deepEqual(codesOf('sub NS ns1\nsub MX 10 ns1\na.b.sub TXT x'), [
      'below-delegation',
      'below-delegation',
    ])
  })

  test('RFC 2181 §10.3: NS and MX name no alias', () => {
    assert.deepEqual(codesOf('a CNAME ns1\n@ MX 1 a\nsub NS a'), ['mx-is-cname', 'ns-is-cname'])
  })

  test('a wrong server of the zone itself is an error, one of a delegation a warning', () => {
    const severities = (lines: string) => parse(HEAD + lines).problems.map(({ severity }) => severity)
    assert.deepEqual(severities('c CNAME ns1\n@ NS c\n@ NS ns9'), ['error', 'error'])
    assert.deepEqual(severities('c CNAME ns1\nsub NS c\nsub NS ns9'), ['warning', 'warning'])
  })

  test('a target in another zone, the null MX and the null SRV need no address here', () => {
    assertClean(
      '@ MX 10 mail.example.org.',
      'a MX 0 .',
      '_x._tcp SRV 0 0 0 .',
      '@ MX 10 mail.sub\nsub NS ns1',
    )
  })

  test('RFC 4592 §3.3.1: a wildcard gives a target its addresses, unless a closer name exists', () => {
    assertClean('*.w A 10.0.0.1\n@ MX 10 a.b.w')
    assert.deepEqual(codesOf('*.w A 10.0.0.1\nb.w TXT x\n@ MX 10 a.b.w'), ['mx-without-address'])
  })

  test('RFC 4592 §4.2: a wildcard with NS records is a warning', () => {
    assert.deepEqual(
      parse(`${HEAD}*.w NS ns1`).problems.map(({ code, severity }) => [code, severity]),
      [['ns-wildcard', 'warning']],
    )
  })

  test('RFC 6895 §3.1: types of queries and transport are no data', () => {
    for (const type of ['TYPE0', 'OPT', 'TSIG', 'IXFR', 'AXFR', 'MAILB', 'MAILA', 'ANY', 'TYPE128'])
      assert.deepEqual(codesOf(`a ${type} \\# 0`), ['meta-type'], type)
    assertClean('a TYPE127 \\# 0', 'a TYPE256 \\# 5 00000000 61', 'a TYPE65535 \\# 0')
  })
})
