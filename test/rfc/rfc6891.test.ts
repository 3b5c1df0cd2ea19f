// RFC 6891: the OPT record, extended rcodes, sizes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NO_OCTETS, octetsOf } from '../../src/dns/octets.ts'
import {
  answeredFrom,
  ask,
  askWith,
  catalogOf,
  ednsWith,
  exampleZone,
  exchange,
  requestOf,
  responderFor,
} from '../support/ask.ts'

const WWW = 'www 30 A 192.0.2.1'
const QUESTION = 'www.example.com. A'
const responder = responderFor(catalogOf([exampleZone(WWW)]))
const OPT = Buffer.from('00002904d0000000000000', 'hex')

/** QUESTION with these octets behind it, counted as so many records of the additional section. */
function withAdditional(count: number, ...octets: readonly Buffer[]): Buffer {
  const request = Buffer.concat([requestOf(QUESTION), ...octets])
  request.writeUInt16BE(count, 10)
  return request
}

test('RFC 6891 §6.1.1: who asks with OPT gets one back, in every answer; who asks without gets none', () => {
  for (const name of ['www.example.com.', 'nope.example.com.', 'www.example.net.']) {
    const { edns } = askWith(responder, `${name} A`, { edns: ednsWith() }).message
    assert.deepEqual(edns && { ...edns, options: [] }, ednsWith(), name)
    assert.equal(askWith(responder, `${name} A`).message.edns, undefined, name)
  }
})

test('RFC 6891 §6.1.1: the OPT may stand anywhere among the additional records', () => {
  const other = Buffer.from('0000010001000000000004c0000201', 'hex')
  for (const octets of [
    [OPT, other],
    [other, OPT],
  ]) {
    const answer = answeredFrom(exchange(responder, withAdditional(2, ...octets)))
    assert.notEqual(answer.rcode('NOERROR').message.edns, undefined)
  }
})

test('RFC 6891 §6.1.1: two OPT records are a format error, and so is one in another section', () => {
  answeredFrom(exchange(responder, withAdditional(2, OPT, OPT))).rcode('FORMERR')
  const elsewhere = withAdditional(0, OPT)
  elsewhere.writeUInt16BE(1, 6)
  answeredFrom(exchange(responder, elsewhere)).rcode('FORMERR')
})

describe('the wire form', () => {
  test('RFC 6891 §6.1.2: the owner of the OPT is the root', () => {
    const named = Buffer.concat([Buffer.from('0161', 'hex'), OPT])
    answeredFrom(exchange(responder, withAdditional(1, named))).rcode('FORMERR')
  })

  test('RFC 6891 §6.1.2: options that are not known are ignored, in any order and number', () => {
    const unknown = Array.from({ length: 20 }, (_, i) => ({
      code: 65_001 + i,
      data: octetsOf(Buffer.alloc(i)),
    }))
    const answer = askWith(responder, QUESTION, {
      options: [...unknown, { code: 3, data: NO_OCTETS }, ...unknown],
    })
    assert.deepEqual(answer.rcode('NOERROR').message.edns?.options, [])
  })

  test('RFC 6891 §6.1.2: an option that is longer than the OPT is a format error', () => {
    const cut = Buffer.from('00002904d00000000000060003000500ff', 'hex')
    answeredFrom(exchange(responder, withAdditional(1, cut))).rcode('FORMERR')
    const stub = Buffer.from('00002904d00000000000030003ff', 'hex')
    answeredFrom(exchange(responder, withAdditional(1, stub))).rcode('FORMERR')
  })

  test('RFC 6891 §6.1.3: a version that we do not speak is BADVERS, and we say which one we do', () => {
    for (const version of [1, 2, 255]) {
      const answer = askWith(responder, QUESTION, { edns: ednsWith({ version }) })
      assert.equal(answer.rcode('BADVERS').section('answer', []).message.edns?.version, 0)
    }
  })

  test('RFC 6891 §6.1.4: DO is copied; flags that nobody knows are ignored and not sent', () => {
    for (const flags of [0x0000, 0x8000, 0x7fff, 0xffff]) {
      const opt = Buffer.from(OPT)
      opt.writeUInt16BE(flags, 7)
      const reply = exchange(responder, withAdditional(1, opt))
      assert.equal(reply.readUInt16BE(reply.length - 4), flags & 0x8000)
    }
  })
})

describe('sizes', () => {
  const text = (octets: number) => `@ TXT ${`"${'x'.repeat(99)}" `.repeat(octets / 100)}`
  const isWhole = (octets: number, udpSize: number) => {
    const answer = ask(text(octets), 'example.com. TXT', { edns: ednsWith({ udpSize }) })
    assert.ok(answer.length <= Math.max(512, udpSize))
    return !answer.message.flags.tc
  }

  test('RFC 6891 §6.2.3: a requestor’s size below 512 counts as 512', () => {
    for (const udpSize of [0, 100, 511, 512]) {
      assert.ok(isWhole(400, udpSize))
      assert.ok(!isWhole(500, udpSize))
    }
  })

  test('RFC 6891 §6.2.3: the requestor’s size is used, OPT included', () => {
    assert.ok(isWhole(800, 900))
    assert.ok(!isWhole(900, 900))
  })

  test('RFC 6891 §6.2.5: whatever a requestor takes, we send 1232 octets at most, for any path takes them', () => {
    for (const udpSize of [1232, 4096, 65_535]) {
      assert.ok(isWhole(1100, udpSize))
      assert.ok(!isWhole(1200, udpSize))
    }
    const answer = ask(text(1200), 'example.com. TXT', { edns: ednsWith({ udpSize: 512 }), transport: 'tcp' })
    assert.ok(!answer.message.flags.tc, 'over TCP the size does not count')
  })

  test('RFC 6891 §6.2.4: our own size is in every OPT', () => {
    const { edns } = askWith(responder, QUESTION, { edns: ednsWith({ udpSize: 4096 }) }).message
    assert.equal(edns?.udpSize, 1232)
  })
})

test('RFC 6891 §7: truncated or in error, the least that is sent is header, question and OPT', () => {
  const big = `@ TXT ${`"${'x'.repeat(250)}" `.repeat(6)}`
  const truncated = ask(big, 'example.com. TXT', { edns: ednsWith() }).flags('qr aa tc')
  assert.deepEqual(truncated.section('answer', []).message.edns, ednsWith())
  const refused = ask('', 'www.example.net. A', { edns: ednsWith({ udpSize: 512 }) }).rcode('REFUSED')
  assert.equal(refused.message.question?.name, '\x03www\x07example\x03net\0')
  assert.notEqual(refused.message.edns, undefined)
})
