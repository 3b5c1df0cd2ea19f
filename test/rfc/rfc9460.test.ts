// RFC 9460: SVCB and HTTPS records.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { octetsToHex } from '../../src/dns/encoding.ts'
import { hostNamedBy } from '../../src/dns/rdata/names.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { TYPE } from '../../src/dns/type.ts'
import { fieldsOf } from '../dns/fields.ts'
import { fromHex, nameOf } from '../dns/names.ts'
import { ask } from '../support/ask.ts'

const FOO = '03666F6F 076578616D706C65 03636F6D 00'

function parse(text: string) {
  return parseRdata(TYPE.SVCB, fieldsOf(text), nameOf('example.com.'))
}

function hexOf(text: string): string {
  const parsed = parse(text)
  assert.ok('rdata' in parsed, JSON.stringify(parsed))
  assert.equal(rdataProblem(TYPE.SVCB, parsed.rdata), undefined)
  return octetsToHex(parsed.rdata)
}

function problemOf(text: string): string {
  const parsed = parse(text)
  assert.ok('problem' in parsed, `${text} is refused`)
  return parsed.problem
}

function same(text: string, hex: string): void {
  assert.equal(hexOf(text), hex.replaceAll(' ', ''))
}

test('RFC 9460 §2.1: the test vectors of appendix D are read', () => {
  same('0 foo.example.com.', `0000 ${FOO}`)
  same('1 .', '0001 00')
  same('16 foo port=53', `0010 ${FOO} 0003 0002 0035`)
  same('1 foo key667=hello', `0001 ${FOO} 029B 0005 68656C6C6F`)
  same('1 foo key667="hello\\210qoo"', `0001 ${FOO} 029B 0009 68656C6C6FD2716F6F`)
  same(
    '1 foo ipv6hint="2001:db8::1,2001:db8::53:1"',
    `0001 ${FOO} 0006 0020 20010DB8000000000000000000000001 20010DB8000000000000000000530001`,
  )
  same('16 foo alpn="f\\\\\\\\oo\\\\,bar,h2"', `0010 ${FOO} 0001 000C 08 665C6F6F2C626172 02 6832`)
  same('16 foo alpn=f\\\\\\092oo\\092,bar,h2', `0010 ${FOO} 0001 000C 08 665C6F6F2C626172 02 6832`)
})

test('RFC 9460 §2.2: parameters are sorted by key, and each stands once', () => {
  same(
    '16 foo alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    `0010 ${FOO} 0000 0004 0001 0004 0001 0009 02 6832 05 68332D3139 0004 0004 C0000201`,
  )
  assert.match(problemOf('1 . port=1 port=2'), /port is given twice/)
  assert.match(
    rdataProblem(TYPE.SVCB, fromHex('0001 00 0003 0002 0035 0001 0003 02 6832')) ?? '',
    /ascending order/,
  )
  assert.match(
    rdataProblem(TYPE.SVCB, fromHex('0001 00 0003 0002 0035 0003 0002 0035')) ?? '',
    /ascending order/,
  )
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0003 0002 00')) ?? '', /ends within/)
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0003')) ?? '', /ends within/)
})

test('RFC 9460 §7: a key with a form of its own takes no other', () => {
  const wrong = [
    'alpn',
    'alpn=',
    'alpn=h2,',
    'port=',
    'port=65536',
    'port=x',
    'ipv4hint=1.2.3',
    'ipv6hint=1.2.3.4',
    'ech=AQ',
    'no-default-alpn=1',
    'ohttp=1',
  ]
  for (const param of wrong) assert.match(problemOf(`1 . ${param}`), / takes /, param)
  assert.match(problemOf('1 . prot=1'), /prot is not a parameter/)
})

test('RFC 9460 §7.1.1: alpn is a list of protocols; no-default-alpn needs it', () => {
  same('1 . no-default-alpn alpn=h2', '0001 00 0001 0003 02 6832 0002 0000')
  assert.equal(problemOf('1 . no-default-alpn'), 'no-default-alpn needs alpn beside it')
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0001 0002 0261')) ?? '', /alpn is malformed/)
})

test('RFC 9460 §7.2, RFC 9460 §7.3: ports have two octets, hints whole addresses', () => {
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0003 0001 35')) ?? '', /port is malformed/)
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0004 0003 010203')) ?? '', /ipv4hint is malformed/)
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 0006 0000')) ?? '', /ipv6hint is malformed/)
})

test('RFC 9460 §8: a mandatory key is there, once, and is not mandatory itself', () => {
  assert.equal(problemOf('1 . mandatory=alpn'), 'alpn is mandatory and missing')
  assert.match(problemOf('1 . mandatory=port,port port=1'), /mandatory takes keys/)
  assert.match(problemOf('1 . mandatory=mandatory'), /mandatory takes keys/)
  same('1 . mandatory=key9 key9', '0001 00 0000 0002 0009 0009 0000')
})

test('RFC 9460 §A.1: a comma within a protocol is escaped twice, once for the list and once for the string', () => {
  const rdata = fromHex('0001 00 0001 0006 05 612C625C63')
  assert.equal(printRdata(TYPE.SVCB, rdata), '1 . alpn="a\\\\,b\\\\\\\\c"')
  same('1 . alpn="a\\\\,b\\\\\\\\c"', '0001 00 0001 0006 05 612C625C63')
})

test('RFC 9460 §14.3.2: 65535 is no key', () => {
  assert.match(problemOf('1 . key65535=x'), /not a parameter/)
  assert.match(rdataProblem(TYPE.SVCB, fromHex('0001 00 FFFF 0000')) ?? '', /malformed/)
})

test('RFC 9461 §5: dohpath is a path with the variable dns; RFC 9540 §4: ohttp is a flag', () => {
  same('1 . dohpath=/q{?dns} ohttp', '0001 00 0007 0008 2F717B3F646E737D 0008 0000')
  assert.match(problemOf('1 . dohpath=/q'), /dohpath takes a path/)
  assert.equal(
    printRdata(TYPE.SVCB, fromHex('0001 00 0007 0008 2F717B3F646E737D 0008 0000')),
    '1 . key7="/q{?dns}" key8',
  )
})

test('RFC 9460 §2.1: quotes hold the value of the key that they follow without a blank', () => {
  const read = (text: string) => parseRdata(TYPE.HTTPS, fieldsOf(text), nameOf('a.'))
  assert.deepEqual(read('1 . alpn="h2"'), { rdata: fromHex('0001 00 0001 0003 02 6832') })
  assert.ok('problem' in read('1 . alpn= "h2"'))
})

test('the target of a service is a host, and the root stands for the owner', () => {
  assert.equal(hostNamedBy(TYPE.HTTPS, fromHex(`0001 ${FOO} 0003 0002 0035`)), nameOf('foo.example.com.'))
  assert.equal(hostNamedBy(TYPE.HTTPS, fromHex('0001 00')), undefined)
})

describe('additional records', () => {
  const LINES = `_8443._foo 60 SVCB 1 pool port=8443
pool 300 A 192.0.2.1
pool 300 AAAA 2001:db8::1
@ HTTPS 0 www
www HTTPS 1 . alpn=h2
www HTTPS 2 other alpn=h2
www A 192.0.2.2
other AAAA 2001:db8::2
root HTTPS 0 .
root A 192.0.2.3
*.wild HTTPS 1 .
*.wild A 192.0.2.4`
  const POOL = ['pool.example.com. 300 A 192.0.2.1', 'pool.example.com. 300 AAAA 2001:db8::1']

  test('RFC 9460 §4.1: the addresses of the target of a service are added', () => {
    ask(LINES, '_8443._foo.example.com. SVCB').section('additional', POOL)
  })

  test('RFC 9460 §4.1: where the target of an alias leads is added with its addresses', () => {
    ask(LINES, 'example.com. HTTPS').section('additional', [
      'www.example.com. 300 HTTPS 1 . alpn="h2"',
      'www.example.com. 300 HTTPS 2 other.example.com. alpn="h2"',
      'www.example.com. 300 A 192.0.2.2',
    ])
  })

  test('RFC 9460 §2.5.2: the root as target of a service is its owner, whose addresses are added', () => {
    ask(LINES, 'www.example.com. HTTPS').section('additional', [
      'www.example.com. 300 A 192.0.2.2',
      'other.example.com. 300 AAAA 2001:db8::2',
    ])
    ask(LINES, 'x.wild.example.com. HTTPS').section('additional', ['x.wild.example.com. 300 A 192.0.2.4'])
  })

  test('RFC 9460 §2.5.1: the root as target of an alias is no host: there is no service', () => {
    ask(LINES, 'root.example.com. HTTPS').section('additional', [])
  })
})
