// RFC 9619: a query has one question.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogOf, exampleZone, exchange, requestOf, responderFor } from '../support/ask.ts'

const responder = responderFor(catalogOf([exampleZone('www A 192.0.2.1')]))

test('RFC 9619 §4: more than one question is a format error', () => {
  const one = requestOf('www.example.com. A')
  for (const count of [2, 255, 256, 257, 65_535]) {
    const request = Buffer.concat([one, one.subarray(12)])
    request.writeUInt16BE(count, 4)
    const reply = exchange(responder, request)
    assert.equal((reply[3] as number) & 15, 1, `${count} questions`)
    assert.equal(reply.readUInt16BE(6), 0)
  }
})

test('RFC 9619 §4: a query without a question is a format error, but for a cookie', () => {
  const request = requestOf('www.example.com. A').subarray(0, 12)
  request.writeUInt16BE(0, 4)
  assert.equal((exchange(responder, request)[3] as number) & 15, 1)
})
