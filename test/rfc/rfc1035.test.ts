// RFC 1035: the header, the question and the limits of a message.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  answeredFrom,
  ask,
  askWith,
  catalogOf,
  exampleZone,
  exchange,
  requestOf,
  responderFor,
} from '../support/ask.ts'

const WWW = 'www 30 A 192.0.2.1'
const QUESTION = 'www.example.com. A'
const responder = responderFor(catalogOf([exampleZone(WWW)]))

/** The request for QUESTION with these octets put in place. */
function changed(at: number, ...octets: readonly number[]): Buffer {
  const request = requestOf(QUESTION)
  request.set(octets, at)
  return request
}

test('RFC 1035 §3.2.5: a question of class ANY is answered with our data of class IN', () => {
  ask(WWW, `${QUESTION} ANY`).answers('www.example.com. 30 A 192.0.2.1')
  for (const rrclass of ['HS', 'NONE', 'CLASS4096']) ask(WWW, `${QUESTION} ${rrclass}`).rcode('REFUSED')
})

test('RFC 1035 §3.3.13: the SOA is answered with its serial and timers', () => {
  const soa = 'ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'
  ask('', 'example.com. SOA').answers(`example.com. 300 SOA ${soa}`)
})

describe('the header', () => {
  test('RFC 1035 §4.1.1: id and RD are copied, RA is clear, AA says that the data is ours', () => {
    const answer = ask(WWW, QUESTION, { recursionDesired: true }).flags('qr aa rd')
    assert.equal(answer.message.id, 0x1234)
    ask(WWW, QUESTION).flags('qr aa')
    ask(WWW, 'www.example.net. A', { recursionDesired: true }).flags('qr rd')
  })

  test('RFC 1035 §4.1.1: bits that only answers have, and reserved ones, do not come back', () => {
    const reply = exchange(responder, changed(2, 0x07, 0xe0))
    answeredFrom(reply).flags('qr aa rd')
    assert.equal((reply[3] as number) & 0x70, 0, 'Z, AD and CD')
  })

  test('RFC 1035 §4.1.1: a response is not answered, lest two servers talk for ever', () => {
    assert.equal(exchange(responder, changed(2, 0x80)).length, 0)
  })

  test('RFC 1035 §4.1.1: a kind of query that we do not support is NOTIMP, with its opcode', () => {
    for (const opcode of [1, 2, 4, 5, 15]) {
      const reply = exchange(responder, changed(2, opcode << 3))
      assert.deepEqual([reply[2], reply[3]], [0x80 | (opcode << 3), 4], `opcode ${opcode}`)
    }
  })

  test('RFC 1035 §4.1.1: what is shorter than a header has no id to answer to', () => {
    for (let length = 0; length < 12; length++)
      assert.equal(exchange(responder, requestOf(QUESTION).subarray(0, length)).length, 0)
  })
})

describe('the question', () => {
  function rcodeOf(request: Buffer): number {
    return (exchange(responder, request)[3] as number) & 15
  }

  test('RFC 1035 §4.1.4: nothing stands before the name of the question to which it could point', () => {
    assert.equal(rcodeOf(changed(12, 0xc0, 0x0c)), 1)
    assert.equal(rcodeOf(changed(16, 0xc0, 0x0c)), 1)
  })

  test('RFC 1035 §4.1.4: the label types 01 and 10 are reserved', () => {
    for (const octet of [0x40, 0x7f, 0x80, 0xbf]) assert.equal(rcodeOf(changed(12, octet)), 1)
  })

  test('RFC 1035 §4.1.2: a question that is cut short is a format error', () => {
    const whole = requestOf(QUESTION)
    assert.equal(rcodeOf(whole), 0)
    for (let length = 12; length < whole.length; length++)
      assert.equal(rcodeOf(whole.subarray(0, length)), 1, `${length} octets`)
  })

  test('RFC 1035 §2.3.4: a name of 255 octets is looked for, a longer one is a format error', () => {
    const labels = `${'a'.repeat(63)}.`.repeat(3)
    const question = (last: number) => `${labels}${'b'.repeat(last)}.example.com. A`
    askWith(responder, question(49)).rcode('NXDOMAIN')
    const request = requestOf(question(49))
    const long = Buffer.concat([request.subarray(0, 204), Buffer.from([50, 98]), request.subarray(205)])
    assert.equal(rcodeOf(long), 1)
  })
})

test('RFC 1035 §4.2.1: without EDNS an answer over UDP has 512 octets at most, over TCP it is whole', () => {
  const fits = `@ TXT "${'x'.repeat(200)}" "${'y'.repeat(200)}"`
  ask(fits, 'example.com. TXT').flags('qr aa')
  const tooLong = `${fits} "${'z'.repeat(200)}"`
  const answer = ask(tooLong, 'example.com. TXT').flags('qr aa tc').section('answer', [])
  assert.ok(answer.length <= 512)
  ask(tooLong, 'example.com. TXT', { transport: 'tcp' }).flags('qr aa')
})
