import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogOf, exampleZone, PLAIN_RESPONDER, responderFor } from '../support/ask.ts'

const HEADER = '123401000001000000000001'
const QUESTION = '03777777076578616d706c6503636f6d0000010001'
const KEY = '036b657900'
const ALGORITHM = '0b686d61632d73686132353600'
const TIME_AND_FUDGE = '000065000000012c'
const DATA = `${ALGORITHM}${TIME_AND_FUDGE}0004deadbeef123400000000`

/** `data` undefined: the good one. */
function tsig(data = DATA, rrclass = '00ff'): string {
  const octets = (data.length / 2).toString(16).padStart(4, '0')
  return `${KEY}00fa${rrclass}00000000${octets}${data}`
}

function respond(hex: string): string {
  const request = Buffer.from(hex, 'hex')
  const buffer = Buffer.alloc(5000)
  request.copy(buffer)
  const responder = responderFor(catalogOf([exampleZone('www A 192.0.2.1')]), 1, PLAIN_RESPONDER)
  const length = responder.respond(buffer, 0, request.length, Uint8Array.from([127, 0, 0, 1]), 0, 4, 'udp')
  return buffer.subarray(0, length).toString('hex')
}

test('RFC 8945 §5.2.1: a request signed with a key that is not known is NOTAUTH', () => {
  assert.equal(respond(HEADER + QUESTION + tsig()).slice(0, 24), '123481090001000000000001')
})

test('RFC 8945 §5.3.2: the answer carries an unsigned TSIG with BADKEY', () => {
  const expected = `${ALGORITHM}${TIME_AND_FUDGE}0000123400110000`
  assert.ok(respond(HEADER + QUESTION + tsig()).endsWith(tsig(expected)))
})

test('RFC 8945 §5.1: a TSIG that is not the last record is FORMERR', () => {
  const twice = respond(`${HEADER.slice(0, 20)}0002${QUESTION}${tsig()}${tsig()}`)
  assert.equal(twice.slice(4, 8), '8101')
})

test('RFC 8945 §4.2: a TSIG of another class, cut short or with a compressed key name is FORMERR', () => {
  const compressed = `c00c00fa00ff00000000${(DATA.length / 2).toString(16).padStart(4, '0')}${DATA}`
  for (const bad of [tsig(DATA, '0001'), tsig(DATA.slice(0, -4)), compressed])
    assert.equal(respond(HEADER + QUESTION + bad).slice(4, 8), '8101', bad)
})
