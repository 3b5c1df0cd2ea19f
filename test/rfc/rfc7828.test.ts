// RFC 7828: how long a TCP connection may be idle.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_OCTETS } from '../../src/dns/octets.ts'
import { askWith, catalogOf, ednsWith, exampleZone, responderFor } from '../support/ask.ts'

const KEEPALIVE = 11
const QUESTION = 'www.example.com. A'
const responder = responderFor(catalogOf([exampleZone('www A 192.0.2.1')]), 1, { keepaliveUnits: 300 })
const options = [{ code: KEEPALIVE, data: NO_OCTETS }]

test('RFC 7828 §3.1: the timeout has two octets and counts units of 100 ms', () => {
  const answer = askWith(responder, QUESTION, { options, transport: 'tcp' })
  assert.equal(answer.option(KEEPALIVE), '012c', '300 units are 30 s')
})

test('RFC 7828 §3.3.1: over UDP the option is ignored', () => {
  const answer = askWith(responder, QUESTION, { options, transport: 'udp' }).rcode('NOERROR')
  assert.deepEqual(answer.message.edns?.options, [])
})

test('RFC 7828 §3.3.2: over every transport on TCP who asks for the timeout is told it', () => {
  for (const transport of ['tcp', 'tls'] as const)
    assert.equal(askWith(responder, QUESTION, { options, transport }).option(KEEPALIVE), '012c')
  const unasked = askWith(responder, QUESTION, { edns: ednsWith(), transport: 'tcp' })
  assert.deepEqual(unasked.message.edns?.options, [])
})
