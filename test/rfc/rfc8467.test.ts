// RFC 8467: how much to pad.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_OCTETS } from '../../src/dns/octets.ts'
import { askWith, catalogOf, exampleZone, responderFor } from '../support/ask.ts'

const PADDING = 12
const options = [{ code: PADDING, data: NO_OCTETS }]

test('RFC 8467 §4.1: an answer is padded to the next multiple of 468 octets', () => {
  for (const [texts, octets] of [
    [0, 468],
    [1, 468],
    [2, 936],
    [4, 1404],
  ] as const) {
    const lines = Array.from({ length: texts }, (_, i) => `t TXT "${i}${'x'.repeat(249)}"`).join('\n')
    const responder = responderFor(catalogOf([exampleZone(lines)]))
    const answer = askWith(responder, 't.example.com. TXT', { options, transport: 'tls' })
    assert.equal(answer.length, octets, `${texts} strings of 250 octets`)
  }
})

test('RFC 8467 §4.1: an answer that leaves no room for the block is as long as a message can be', () => {
  const lines = Array.from({ length: 247 }, (_, i) => `t TXT "${i}${'x'.repeat(249 - String(i).length)}"`)
  const responder = responderFor(catalogOf([exampleZone(lines.join('\n'))]))
  const answer = askWith(responder, 't.example.com. TXT', { options, transport: 'tls' }).flags('qr aa')
  assert.ok(answer.length % 468 === 0 || answer.length === 65_535, `${answer.length} octets`)
})
