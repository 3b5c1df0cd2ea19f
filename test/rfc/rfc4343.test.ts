// RFC 4343: names are compared without regard to ASCII case, and keep the case that they have.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeMessage, encodeMessage } from '../../src/dns/message.ts'
import { foldCase, nameToText } from '../../src/dns/name.ts'
import { octetsOf } from '../../src/dns/octets.ts'
import { TYPE } from '../../src/dns/type.ts'
import { anyName } from '../dns/generate.ts'
import { nameOf } from '../dns/names.ts'

const FLAGS = { qr: true, opcode: 0, aa: true, tc: false, rd: false, ra: false, ad: false, cd: false }

test('RFC 4343 §3: only A to Z are folded, no octet outside ASCII and no length', () => {
  assert.equal(foldCase(nameOf('WwW.EX.')), nameOf('www.ex.'))
  assert.equal(foldCase(nameOf('\\192\\091\\064.')), nameOf('\\192\\091\\064.'))
  const long = nameOf(`${'A'.repeat(63)}.${'Z'.repeat(26)}.`)
  assert.equal(foldCase(long), nameOf(`${'a'.repeat(63)}.${'z'.repeat(26)}.`))
  const folded = (octet: number) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet)
  fc.assert(
    fc.property(anyName, (name) => {
      assert.equal(foldCase(name), String.fromCharCode(...Array.from(name, (c) => folded(c.charCodeAt(0)))))
    }),
  )
})

test('RFC 4343 §3: an escaped letter is the letter', () => {
  assert.equal(foldCase(nameOf('\\065.')), nameOf('a.'))
})

test('RFC 4343 §4.1: compression keeps the case of every name', () => {
  const target = nameOf('NS.Example.')
  const answer = [
    { owner: nameOf('example.'), type: TYPE.NS, class: 1, ttlSeconds: 1, rdata: target },
    { owner: nameOf('EXAMPLE.'), type: TYPE.NS, class: 1, ttlSeconds: 1, rdata: nameOf('ns.Example.') },
  ]
  const wire = encodeMessage({
    id: 1,
    flags: FLAGS,
    rcode: 0,
    question: undefined,
    answer,
    authority: [],
    additional: [],
  })
  const result = decodeMessage(wire)
  assert.deepEqual('message' in result && result.message.answer, answer)
  assert.equal(octetsOf(wire).split('Example').length, 2, 'the same octets are written once')
  assert.equal(nameToText(target), 'NS.Example.')
})
