// RFC 8914: extended errors, the reason beside the rcode.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Responder } from '../../src/answer/respond.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import {
  ask,
  askWith,
  catalogOf,
  ednsWith,
  exampleZone,
  PLAIN_RESPONDER,
  responderFor,
} from '../support/ask.ts'

const EXTENDED_ERROR = 15
const edns = ednsWith()
const POOL = ';@ check web tcp port=80\nwww 30 A 192.0.2.1 ;@ check=web\nalias CNAME www\n*.w CNAME alias'
const down = { states: { '192.0.2.1/web': 'down' } } as const

test('RFC 8914 §4: an extended error is given only to who speaks EDNS, and not when nothing is wrong', () => {
  assert.equal(ask('', 'www.example.net. A').rcode('REFUSED').message.edns, undefined)
  assert.deepEqual(ask('', 'nope.example.com. A', { edns }).rcode('NXDOMAIN').message.edns?.options, [])
  assert.deepEqual(ask(POOL, 'www.example.com. A', { edns }).message.edns?.options, [])
})

test('RFC 8914 §4.4: an answer of a pool of which nothing is available is 3, Stale Answer', () => {
  const answer = ask(POOL, 'www.example.com. A', { ...down, edns })
  assert.equal(answer.answers('www.example.com. 30 A 192.0.2.1').option(EXTENDED_ERROR), '0003')
  assert.equal(ask(POOL, 'www.example.com. TXT', { ...down, edns }).option(EXTENDED_ERROR), undefined)
})

test('RFC 8914 §4.4: also behind aliases', () => {
  for (const name of ['alias', 'x.w'])
    assert.equal(ask(POOL, `${name}.example.com. A`, { ...down, edns }).option(EXTENDED_ERROR), '0003')
  const dname = `${POOL}\nd DNAME e\nwww.e 30 A 192.0.2.1 ;@ check=web`
  assert.equal(ask(dname, 'www.d.example.com. A', { ...down, edns }).option(EXTENDED_ERROR), '0003')
})

test('RFC 8914 §4.15: before there is a book the answer is SERVFAIL and 14, Not Ready', () => {
  const responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, seed: 1 })
  const answer = askWith(responder, 'www.example.com. A', { edns }).rcode('SERVFAIL').flags('qr')
  assert.equal(answer.option(EXTENDED_ERROR), '000e')
})

test('RFC 8914 §4.19: who may not ask is refused with 18, Prohibited', () => {
  const catalog = catalogOf([exampleZone('')], { allowQuery: { 'example.com.': ['10.0.0.0/8'] } })
  const answer = askWith(responderFor(catalog), 'example.com. NS', { edns }).rcode('REFUSED')
  assert.equal(answer.option(EXTENDED_ERROR), '0012')
})

test('RFC 8914 §4.21: what no zone of ours holds is refused with 20, Not Authoritative', () => {
  for (const question of ['www.example.net. A', 'com. NS', 'ns1.example.com. A HS'])
    assert.equal(ask('', question, { edns }).rcode('REFUSED').option(EXTENDED_ERROR), '0014')
})
