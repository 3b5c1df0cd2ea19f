// Whole messages: encode, decode, truncation, and what is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeMessage, encodeMessage, type Message } from '../../src/dns/message.ts'
import { bytesOf, type Octets, octets16, octetsOf } from '../../src/dns/octets.ts'
import type { WireRecord } from '../../src/dns/record.ts'
import { TYPE } from '../../src/dns/type.ts'
import { anyMessage } from './generate.ts'
import { fromHex, nameOf } from './names.ts'

const FLAGS = { qr: true, opcode: 0, aa: true, tc: false, rd: false, ra: false, ad: false, cd: false }
const EMPTY: Message = {
  id: 1,
  flags: FLAGS,
  rcode: 0,
  question: undefined,
  answer: [],
  authority: [],
  additional: [],
}
const HEADER = '0001 8400'

function record(owner: string, type: number, rdata: string): WireRecord {
  return { owner: nameOf(owner), type, class: 1, ttlSeconds: 30, rdata: rdata as Octets }
}

function decoded(bytes: Uint8Array): Message {
  const result = decodeMessage(bytes)
  assert.ok('message' in result, JSON.stringify(result))
  return result.message
}

function problemOf(hex: string): string {
  const result = decodeMessage(bytesOf(fromHex(hex)))
  assert.ok('problem' in result, 'the message is refused')
  return result.problem
}

test('RFC 1035 §4, RFC 1035 §4.1.3: what is encoded is decoded again', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      assert.deepEqual(decoded(encodeMessage(message)), message)
    }),
    { numRuns: 200 },
  )
})

test('RFC 1035 §4.1.1, RFC 4035 §3.1.6: every bit of the header has its place', () => {
  const flags = { qr: false, opcode: 5, aa: false, tc: true, rd: true, ra: true, ad: true, cd: true }
  const wire = octetsOf(encodeMessage({ ...EMPTY, id: 0xabcd, flags, rcode: 9 }))
  assert.equal(wire, fromHex('ABCD 2BB9 0000 0000 0000 0000'))
})

test('RFC 1035 §4.1.4: a name that was written before is written as a pointer', () => {
  const answer = [record('www.a.', TYPE.MX, `\0\x0a${nameOf('m.a.')}`), record('a.', TYPE.NS, nameOf('m.a.'))]
  const wire = octetsOf(encodeMessage({ ...EMPTY, answer }))
  const first = '03777777 0161 00 000F 0001 0000001E 0006 000A 016D C010'
  assert.equal(wire, fromHex(`${HEADER} 0000 0002 0000 0000 ${first} C010 0002 0001 0000001E 0002 C01F`))
})

test('RFC 1035 §4.1.4: nothing points beyond the first 16384 octets', () => {
  const filler = record('.', 65_400, 'x'.repeat(20_000))
  const answer = [
    filler,
    record('late.a.', TYPE.NS, nameOf('late.a.')),
    record('late.a.', TYPE.NS, nameOf('b.')),
  ]
  assert.deepEqual(decoded(encodeMessage({ ...EMPTY, answer })).answer, answer)
})

test('RFC 1035 §4.1.4: pointers lead backwards only, so a loop is an error', () => {
  const question = '0001 0000 0000 0000'
  assert.match(problemOf(`${HEADER} ${question} C00C 0001 0001`), /does not lead backwards/)
  assert.match(problemOf(`${HEADER} ${question} 0161 C00C 0001 0001`), /does not lead backwards/)
  assert.match(problemOf(`${HEADER} ${question} C0FF 0001 0001`), /does not lead backwards/)
  assert.match(problemOf(`${HEADER} ${question} 4161 00 0001 0001`), /label of no known kind/)
  assert.match(problemOf(`${HEADER} ${question} C0`), /cut short/)
  assert.match(problemOf(`${HEADER} ${question} 3F61`), /cut short/)
})

test('RFC 1035 §2.3.4: a name of more than 255 octets is an error, compressed or not', () => {
  assert.match(
    problemOf(`${HEADER} 0001 0000 0000 0000 ${`3F${'61'.repeat(63)}`.repeat(4)} 00 0001 0001`),
    /longer than 255/,
  )
  const label = `3F${'61'.repeat(63)}`
  const record = `${label.repeat(2)} C00C 0001 0001 00000000 0000`
  assert.match(
    problemOf(`${HEADER} 0001 0001 0000 0000 ${label.repeat(2)} 00 0001 0001 ${record}`),
    /longer than 255/,
  )
})

/** A record whose data is the root and then `length` pointers, each to the one before it; then records owned by the last. */
function pointerChain(length: number): { readonly bytes: Uint8Array; readonly records: number } {
  const start = 12 + 11
  let data = '\0'
  for (let i = 0; i < length; i++) data += octets16(0xc000 | (start + Math.max(0, i * 2 - 1)))
  const first = `\0${octets16(65_400)}\0\x01\0\0\0\0${octets16(data.length)}${data}`
  const owner = octets16(0xc000 | (start + data.length - 2))
  const records = Math.floor((65_535 - 12 - first.length) / 12)
  const header = `\0\x01\x84\0\0\0${octets16(records + 1)}\0\0\0\0`
  const rest = `${owner}\0\x01\0\x01\0\0\0\0\0\0`.repeat(records)
  return { bytes: bytesOf((header + first + rest) as Octets), records }
}

test('chains of pointers are bounded, so that time is linear in the length of the message', () => {
  const { bytes, records } = pointerChain(126)
  const started = performance.now()
  assert.equal(decoded(bytes).answer.length, records + 1)
  assert.ok(performance.now() - started < 20_000, 'far from the minutes that a quadratic reader needs')
  assert.deepEqual(decodeMessage(pointerChain(127).bytes), {
    problem: 'a name has too many compression pointers',
  })
})

test('no octets make the decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => 'problem' in decodeMessage(bytes) || true),
  )
  const flipped = fc.tuple(
    anyMessage,
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
    fc.nat(20),
  )
  fc.assert(
    fc.property(flipped, ([message, flips, cut]) => {
      const bytes = encodeMessage(message)
      for (const [at, value] of flips) bytes[at % bytes.length] = value
      const result = decodeMessage(bytes.subarray(0, bytes.length - Math.min(cut, bytes.length)))
      if ('message' in result) encodeMessage(result.message)
    }),
    { numRuns: 500 },
  )
})

test('octets behind the last record, and records that are cut short, are errors', () => {
  assert.match(problemOf('0001'), /shorter than a header/)
  assert.match(problemOf(`${HEADER} 0000 0000 0000 0000 00`), /octets follow/)
  assert.match(problemOf(`${HEADER} 0000 0001 0000 0000 00 0001 0001 00000000 0004 010203`), /cut short/)
  assert.match(problemOf(`${HEADER} 0001 0000 0000 0000 00 0001`), /cut short/)
  assert.match(
    problemOf(`${HEADER} 0000 0001 0000 0000 00 0002 0001 00000000 0001 0161 00`),
    /leads out of the data/,
  )
})

test('of several questions the first is kept and all are counted', () => {
  const { question, questionCount } = decoded(
    bytesOf(fromHex(`${HEADER} 0002 0000 0000 0000 0161 00 0001 0001 0162 00 001C 0001`)),
  )
  assert.deepEqual(question, { name: nameOf('a.'), type: 1, class: 1 })
  assert.equal(questionCount, 2)
})

test('RFC 2136 §2.4: the data of a record in an update may be empty', () => {
  const { answer } = decoded(
    bytesOf(fromHex(`${HEADER} 0000 0001 0000 0000 0161 00 000F 00FF 00000000 0000`)),
  )
  assert.equal(answer[0]?.rdata, '')
})

test('RFC 6891 §6.1, RFC 6891 §6.1.3, RFC 6891 §9: the OPT record carries size, version, DO, options and eight bits of the rcode', () => {
  const options = [{ code: 10, data: fromHex('0102') }]
  const message = { ...EMPTY, rcode: 16, edns: { udpSize: 1232, version: 1, dnssecOk: true, options } }
  const wire = octetsOf(encodeMessage(message))
  assert.equal(wire, fromHex(`${HEADER} 0000 0000 0000 0001 00 0029 04D0 01 01 8000 0006 000A 0002 0102`))
  assert.deepEqual(decoded(bytesOf(wire)), message)
})

test('RFC 6891 §6.1.1: a second OPT record, or one in another section, is an error', () => {
  const opt = '00 0029 04D0 00000000 0000'
  assert.match(problemOf(`${HEADER} 0000 0000 0000 0002 ${opt} ${opt}`), /two OPT records/)
  assert.match(problemOf(`${HEADER} 0000 0001 0000 0000 ${opt}`), /outside the additional section/)
  assert.match(problemOf(`${HEADER} 0000 0000 0000 0001 0161 ${opt}`), /not the root/)
  assert.match(problemOf(`${HEADER} 0000 0000 0000 0001 00 0029 04D0 00000000 0003 000A 00`), /cut short/)
})

const a = (owner: string, last: number) => record(owner, TYPE.A, `\x0a\0\0${String.fromCharCode(last)}`)

test('RFC 2181 §9: additional records are left out silently, others set TC', () => {
  const answer = [a('a.', 1), a('a.', 2)]
  const additional = [a('b.', 1), a('b.', 2)]
  const message = { ...EMPTY, answer, additional }
  const whole = encodeMessage(message)
  assert.deepEqual(decoded(encodeMessage(message, { maxOctets: whole.length })), message)
  assert.deepEqual(decoded(encodeMessage(message, { maxOctets: whole.length - 1 })), {
    ...message,
    additional: [],
  })
  const cut = decoded(encodeMessage(message, { maxOctets: 40 }))
  assert.deepEqual(cut, { ...EMPTY, flags: { ...FLAGS, tc: true } })
})

test('RFC 6891 §7: a truncated response still carries the OPT', () => {
  const edns = { udpSize: 1232, version: 0, dnssecOk: false, options: [] }
  const message = { ...EMPTY, answer: [a('a.', 1)], edns }
  const cut = decoded(encodeMessage(message, { maxOctets: 39 }))
  assert.deepEqual(cut, { ...EMPTY, flags: { ...FLAGS, tc: true }, edns })
})

test('a name that was taken back with its RRset is no target of pointers', () => {
  const long = record('x.y.', TYPE.TXT, `\xc8${'t'.repeat(200)}`)
  const edns = { udpSize: 1232, version: 0, dnssecOk: false, options: [] }
  const message = { ...EMPTY, additional: [long], edns }
  assert.deepEqual(decoded(encodeMessage(message, { maxOctets: 100 })).additional, [])
})
