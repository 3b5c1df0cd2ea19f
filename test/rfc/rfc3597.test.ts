// RFC 3597: record types that a server does not know, and names within data.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMessage, encodeMessage } from '../../src/dns/message.ts'
import { bytesOf, type Octets, octetsOf } from '../../src/dns/octets.ts'
import { hostNamedBy, namesInRdata } from '../../src/dns/rdata/names.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { TYPE, typeFromText, typeToText } from '../../src/dns/type.ts'
import { fieldsOf } from '../dns/fields.ts'
import { fromHex, nameOf } from '../dns/names.ts'

const FLAGS = { qr: true, opcode: 0, aa: true, tc: false, rd: false, ra: false, ad: false, cd: false }
const EMPTY = { id: 1, flags: FLAGS, rcode: 0, question: undefined, authority: [], additional: [] }

function parse(type: number, text: string) {
  return parseRdata(type, fieldsOf(text), nameOf('ex.'))
}

test('RFC 3597 §3: data of an unknown type is carried as it is', () => {
  assert.equal(rdataProblem(65_400, fromHex('C00C FF')), undefined)
  const answer = [{ owner: nameOf('a.'), type: 65_400, class: 1, ttlSeconds: 1, rdata: fromHex('C00C 0161') }]
  const result = decodeMessage(encodeMessage({ ...EMPTY, answer }))
  assert.deepEqual('message' in result && result.message.answer, answer)
})

test('RFC 3597 §4: names are compressed in the data of NS, CNAME, PTR, SOA and MX, and of no other type', () => {
  const names = `${nameOf('a.')}${nameOf('b.')}`
  const samples: ReadonlyMap<number, string> = new Map([
    [TYPE.SOA, `${names}${'\0'.repeat(20)}`],
    [TYPE.MX, `\0\x01${nameOf('a.')}`],
    [TYPE.NS, nameOf('a.')],
    [TYPE.CNAME, nameOf('a.')],
    [TYPE.PTR, nameOf('a.')],
    [TYPE.DNAME, nameOf('a.')],
    [TYPE.RP, names],
    [TYPE.SRV, `${'\0'.repeat(6)}${nameOf('a.')}`],
    [TYPE.AFSDB, `\0\x01${nameOf('a.')}`],
    [TYPE.KX, `\0\x01${nameOf('a.')}`],
    [TYPE.NAPTR, `${'\0'.repeat(7)}${nameOf('a.')}`],
    [TYPE.SVCB, `\0\x01${nameOf('a.')}`],
    [TYPE.NSEC, `${nameOf('a.')}\0\x01\x40`],
  ])
  const compressed = [...samples].filter(([type, rdata]) => {
    const found = namesInRdata(type, rdata as Octets)
    assert.ok(found.length > 0, typeToText(type))
    return found.some((name) => name.compressible)
  })
  assert.deepEqual(
    compressed.map(([type]) => typeToText(type)),
    ['SOA', 'MX', 'NS', 'CNAME', 'PTR'],
  )
})

test('RFC 3597 §4: an SRV target is written whole, and understood when someone else compressed it', () => {
  const rdata = `${'\0'.repeat(6)}${nameOf('host.a.')}` as Octets
  const answer = [{ owner: nameOf('host.a.'), type: TYPE.SRV, class: 1, ttlSeconds: 1, rdata }]
  const wire = octetsOf(encodeMessage({ ...EMPTY, answer }))
  assert.ok(wire.endsWith(rdata))
  const other = wire.slice(0, -nameOf('host.a.').length - 8) + fromHex('0008 0000 0000 0000 C00C')
  const result = decodeMessage(bytesOf(other as Octets))
  assert.deepEqual('message' in result && result.message.answer, answer)
})

test('RFC 3597 §5: a type without a mnemonic is written TYPE and its number', () => {
  assert.equal(typeToText(65_400), 'TYPE65400')
  assert.equal(typeFromText('type65400'), 65_400)
  assert.equal(typeFromText('TYPE1'), TYPE.A)
  for (const text of ['TYPE', 'TYPE65536', 'TYPE-1', 'TYPE1x']) assert.equal(typeFromText(text), undefined)
})

test('RFC 3597 §5: data of any type can be written as its length and its octets in hex', () => {
  assert.deepEqual(parse(65_400, '\\# 4 0a0B 0c0d'), { rdata: '\n\v\f\r' })
  assert.deepEqual(parse(65_400, '\\# 0'), { rdata: '' })
  assert.deepEqual(parse(TYPE.A, '\\# 4 C0000201'), { rdata: fromHex('C0000201') })
  assert.equal(printRdata(65_400, fromHex('0A0B')), '\\# 2 0A0B')
  assert.equal(printRdata(65_400, '' as Octets), '\\# 0')
  const long = 'AB'.repeat(40)
  assert.equal(printRdata(65_400, fromHex(long)), `\\# 40 ${long.slice(0, 56)} ${long.slice(56)}`)
})

test('RFC 3597 §5: the length must be right, and the data of a known type must be sound', () => {
  assert.deepEqual(parse(65_400, '\\#'), {
    problem: 'expected the length of the data (0-65535) behind \\#',
    field: 1,
  })
  assert.deepEqual(parse(65_400, '\\# 3 0102'), { problem: '\\# says 3 octets, 2 follow', field: 1 })
  assert.deepEqual(parse(65_400, '\\# 1 0'), {
    problem: 'the data behind \\# is pairs of hex digits',
    field: 2,
  })
  assert.deepEqual(parse(TYPE.A, '\\# 3 010203'), {
    problem: 'the data ends within the IPv4 address',
    field: 0,
  })
  for (const type of KNOWN_TYPES.filter((known) => known !== TYPE.APL))
    assert.ok('problem' in parse(type, '\\# 0'), typeToText(type))
})

test('the host that a record names is the one that a client looks up next', () => {
  const host = nameOf('h.')
  const named = (type: number, before: number, target: string) =>
    hostNamedBy(type, `${'\0'.repeat(before)}${target}` as Octets)
  for (const type of [TYPE.NS, TYPE.CNAME, TYPE.PTR]) assert.equal(named(type, 0, host), host)
  for (const type of [TYPE.MX, TYPE.AFSDB, TYPE.KX, TYPE.SVCB, TYPE.HTTPS]) {
    assert.equal(named(type, 2, host), host)
    assert.equal(named(type, 2, '\0'), undefined)
  }
  assert.equal(named(TYPE.SRV, 6, host), host)
  assert.equal(named(TYPE.NAPTR, 7, host), host)
  assert.equal(named(TYPE.NAPTR, 7, '\0'), undefined)
  for (const type of [TYPE.DNAME, TYPE.TXT, TYPE.A, 65_400]) assert.equal(named(type, 0, host), undefined)
})
