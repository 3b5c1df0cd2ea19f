// RFC 7830: padding, where nobody can see what is in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_OCTETS } from '../../src/dns/octets.ts'
import { askWith, catalogOf, ednsWith, exampleZone, responderFor } from '../support/ask.ts'

const PADDING = 12
const QUESTION = 'www.example.com. A'
const responder = responderFor(catalogOf([exampleZone('www A 192.0.2.1')]))
const options = [{ code: PADDING, data: NO_OCTETS }]

test('RFC 7830 §3: padding is octets of zero', () => {
  const padding = askWith(responder, QUESTION, { options, transport: 'tls' }).option(PADDING) ?? ''
  assert.match(padding, /^(00){100,}$/)
})

test('RFC 7830 §4: who pads is padded, who does not is not', () => {
  for (const transport of ['tls', 'https'] as const) {
    assert.notEqual(askWith(responder, QUESTION, { options, transport }).option(PADDING), undefined)
    const bare = askWith(responder, QUESTION, { edns: ednsWith(), transport })
    assert.deepEqual(bare.message.edns?.options, [])
    assert.equal(askWith(responder, QUESTION, { transport }).message.edns, undefined)
  }
})

test('RFC 7830 §4: errors are padded like answers', () => {
  const answer = askWith(responder, 'www.example.net. A', { options, transport: 'tls' }).rcode('REFUSED')
  assert.notEqual(answer.option(PADDING), undefined)
})

test('RFC 7830 §6: nothing is padded on a transport that is not encrypted', () => {
  for (const transport of ['udp', 'tcp'] as const)
    assert.deepEqual(askWith(responder, QUESTION, { options, transport }).message.edns?.options, [])
})
