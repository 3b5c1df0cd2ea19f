// RFC 9471: glue is not optional.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, ednsWith } from '../support/ask.ts'

const CUT = 'sub.example.com.'

/** A delegation to `count` servers with glue in the delegated zone, and as many beside it. */
function delegation(inside: number, siblings: number): string {
  const one = (host: string, i: number) =>
    `sub NS ${host}${i}\n${host}${i} A 192.0.2.${i}\n${host}${i} AAAA 2001:db8::${i}`
  return [
    'other NS ns.example.net.',
    ...Array.from({ length: inside }, (_, i) => one('ns.sub', i).replaceAll('ns.sub', `ns${i}.sub`)),
    ...Array.from({ length: siblings }, (_, i) => one('x', i).replaceAll(`x${i}`, `ns${i}.other`)),
  ]
    .join('\n')
    .replaceAll(/(\.sub)\d+/g, '$1')
}

test('RFC 9471 §3: a referral has all glue of servers in the delegated zone', () => {
  const referral = ask(delegation(3, 0), `www.${CUT} A`).flags('qr')
  assert.equal(referral.message.authority.length, 3)
  assert.equal(referral.message.additional.length, 6)
})

test('RFC 9471 §3: glue in the delegated zone that finds no room sets TC', () => {
  const lines = delegation(13, 0)
  ask(lines, `www.${CUT} A`).flags('qr tc')
  const enough = ask(lines, `www.${CUT} A`, { edns: ednsWith({ udpSize: 1232 }) }).flags('qr')
  assert.equal(enough.message.additional.length, 26)
  ask(lines, `www.${CUT} A`, { transport: 'tcp' }).flags('qr')
})

test('RFC 9471 §3.2: glue of sibling zones is given too, and left out without TC when there is no room', () => {
  const few = ask(delegation(1, 2), `www.${CUT} A`).flags('qr')
  assert.equal(few.message.additional.length, 6)
  const many = ask(delegation(1, 11), `www.${CUT} A`).flags('qr')
  assert.equal(many.message.authority.length, 12)
  many.section('additional', [
    'ns0.sub.example.com. 300 A 192.0.2.0',
    'ns0.sub.example.com. 300 AAAA 2001:db8::',
  ])
})
