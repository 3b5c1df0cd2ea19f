// RFC 8482: ANY is answered with as little as will do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from '../support/ask.ts'

const LINES = 'www 30 A 192.0.2.1\nwww 30 A 192.0.2.2\nwww TXT "x"\nwww AAAA 2001:db8::1\n*.w MX 10 www'

test('RFC 8482 §4.1: ANY is answered with one RRset of the name, whole', () => {
  const answer = ask(LINES, 'www.example.com. ANY').flags('qr aa')
  answer.answers('www.example.com. 30 A 192.0.2.1', 'www.example.com. 30 A 192.0.2.2')
  assert.equal(ask('', 'example.com. ANY').flags('qr aa').message.answer.length, 1)
})

test('RFC 8482 §4.1: what has no data for any type has none for ANY', () => {
  ask(LINES, 'w.example.com. ANY').rcode('NOERROR').section('answer', [])
  ask(LINES, 'nope.example.com. ANY').rcode('NXDOMAIN').section('answer', [])
})

test('RFC 8482 §4.1: wildcards, aliases and cuts answer ANY as they do all types', () => {
  ask(LINES, 'x.w.example.com. ANY').answers('x.w.example.com. 300 MX 10 www.example.com.')
  ask('a CNAME b\nb A 192.0.2.1', 'a.example.com. ANY').answers('a.example.com. 300 CNAME b.example.com.')
  const referral = ask('sub NS ns.example.net.', 'sub.example.com. ANY').flags('qr').section('answer', [])
  referral.section('authority', ['sub.example.com. 300 NS ns.example.net.'])
})
