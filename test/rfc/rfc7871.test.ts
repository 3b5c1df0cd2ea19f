// RFC 7871: the client's subnet, from resolvers that are trusted to tell it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { octetsOf } from '../../src/dns/octets.ts'
import { askWith, catalogOf, ednsWith, exampleZone, networkOf, responderFor } from '../support/ask.ts'

const SUBNET = 8
const QUESTION = 'files.example.com. A'
const LINES = `;@ check smb tcp port=445
files 30 A 192.0.2.1 ;@ check=smb for=10.1.0.0/16,2001:db8:1::/48
files 30 A 192.0.2.2 ;@ check=smb for=10.2.0.0/16
;@ pool files A answers=1
www 30 A 192.0.2.9
alias CNAME files
d DNAME @`
const RESOLVER = [198, 51, 100, 53]
const responder = responderFor(catalogOf([exampleZone(LINES)]), 1, {
  trustedSubnetSources: [networkOf('198.51.100.53')],
})

/** The option of these octets, in hex: family, source, scope, address. */
function subnet(hex: string) {
  return [{ code: SUBNET, data: octetsOf(Buffer.from(hex.replaceAll(' ', ''), 'hex')) }]
}

function askFor(hex: string, question = QUESTION, from: readonly number[] = RESOLVER) {
  return askWith(responder, question, { options: subnet(hex), from })
}

const FIRST = 'files.example.com. 30 A 192.0.2.1'
const SECOND = 'files.example.com. 30 A 192.0.2.2'

describe('the option', () => {
  test('RFC 7871 §6: an address has as many octets as its prefix needs', () => {
    for (const hex of ['0001 18 00 0a0105', '0001 10 00 0a01', '0001 14 00 0a0150', '0001 20 00 0a010501'])
      askFor(hex).answers(FIRST)
    for (const hex of ['0001 18 00 0a01', '0001 18 00 0a010500', '0001 10 00 0a0100', '0001 00 00 0a'])
      askFor(hex).rcode('FORMERR').section('answer', [])
    askFor('0002 30 00 20010db80001').answers(FIRST)
  })

  test('RFC 7871 §6: bits behind the prefix are zero', () => {
    for (const hex of ['0001 17 00 0a0105', '0001 01 00 c0', '0002 2f 00 20010db80001'])
      askFor(hex).rcode('FORMERR').section('answer', [])
    askFor('0001 17 00 0a0104').answers(FIRST)
  })

  test('RFC 7871 §6: in a query the scope is 0, and no prefix is longer than its address', () => {
    for (const hex of ['0001 18 18 0a0105', '0001 21 00 0a01050100', `0002 81 00 ${'20'.repeat(17)}`, '0001'])
      askFor(hex).rcode('FORMERR')
  })
})

test('RFC 7871 §7.1.2: a subnet of no bits is answered for who asks, for the whole world or with no option', () => {
  for (const hex of ['0001 00 00', '0000 00 00']) {
    const ofSite = askWith(
      responderFor(catalogOf([exampleZone(LINES)]), 1, { trustedSubnetSources: [networkOf('10.1.0.0/16')] }),
      QUESTION,
      {
        options: subnet(hex),
        from: [10, 1, 0, 53],
      },
    )
    assert.equal(ofSite.answers(FIRST).option(SUBNET), hex === '0001 00 00' ? '00010000' : undefined)
  }
  askFor('0000 01 00 00').rcode('FORMERR')
})

test('RFC 7871 §7.2.1: an address family that is not known is a format error', () => {
  for (const hex of ['0003 10 00 0a01', 'ffff 00 00']) askFor(hex).rcode('FORMERR').section('answer', [])
})

test('RFC 7871 §7.2.1: the answer is for the subnet, not for the resolver, and has the option as it came', () => {
  askFor('0001 18 00 0a0105').answers(FIRST)
  const answer = askFor('0001 18 00 0a0205').answers(SECOND)
  assert.equal(answer.option(SUBNET), '000118100a0205')
  assert.equal(askFor('0002 38 00 20010db8000144').answers(FIRST).option(SUBNET), '0002383020010db8000144')
})

test('RFC 7871 §7.2.1: the scope is how much of the address the answer depends on', () => {
  assert.equal(askFor('0001 20 00 0a010501').answers(FIRST).option(SUBNET), '000120100a010501')
  assert.equal(askFor('0001 08 00 0a').option(SUBNET), '000108100a', 'longer than the source: 10.0.0.0/16')
})

test('RFC 7871 §7.2.1: the same is true behind aliases', () => {
  for (const name of ['alias', 'files.d'])
    assert.equal(askFor('0001 18 00 0a0105', `${name}.example.com. A`).option(SUBNET), '000118100a0105', name)
})

test('RFC 7871 §7.2.2: who did not send the option gets none', () => {
  const answer = askWith(responder, QUESTION, { edns: ednsWith(), from: [10, 1, 2, 3] }).answers(FIRST)
  assert.deepEqual(answer.message.edns?.options, [])
})

test('RFC 7871 §7.5: a subnet of no bits is no reason to refuse', () => {
  assert.equal(askFor('0001 00 00').rcode('NOERROR').option(SUBNET)?.slice(0, 6), '000100')
})

test('RFC 7871 §11.3: a subnet that anybody else tells is not believed: the source address counts', () => {
  const answer = askFor('0001 18 00 0a0105', QUESTION, [10, 2, 2, 2]).answers(SECOND)
  assert.deepEqual(answer.message.edns?.options, [])
})

test('RFC 7871 §12.1: an answer that does not depend on the subnet is for everybody: its scope is 0', () => {
  for (const question of ['www.example.com. A', 'nope.example.com. A', 'files.example.com. TXT'])
    assert.equal(askFor('0001 18 00 0a0105', question).option(SUBNET), '000118000a0105', question)
})
