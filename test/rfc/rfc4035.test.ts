// RFC 4035: which side of a cut has the DS, and the header bits of DNSSEC.
import { test } from 'node:test'
import { ask, askWith, catalogOf, exampleZone, responderFor, zoneFrom } from '../support/ask.ts'

const SOA = 'example.com. 60 SOA ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'
const DS = `1 8 1 ${'AB'.repeat(20)}`
const CHILD = zoneFrom('$TTL 300\n@ SOA ns h 7 1 1 1 30\n NS ns\nns A 192.0.2.1\n', 'sub.example.com.')

test('RFC 4035 §3.1.4.1: DS at a cut is the parent’s own data; every other type is a referral', () => {
  const lines = `sub NS ns.example.net.\nsub DS ${DS}`
  ask(lines, 'sub.example.com. DS').flags('qr aa').answers(`sub.example.com. 300 DS ${DS}`)
  for (const type of ['A', 'ANY', 'DNSKEY', 'NSEC']) ask(lines, `sub.example.com. ${type}`).flags('qr')
})

test('RFC 4035 §3.1.4.1: a cut without DS has no data of that type, says the parent', () => {
  const answer = ask('sub NS ns.example.net.', 'sub.example.com. DS').rcode('NOERROR').flags('qr aa')
  answer.section('answer', []).section('authority', [SOA])
})

test('RFC 4035 §3.1.4.1: DS below a cut is a referral, as all types are', () => {
  const lines = `sub NS ns.example.net.\nsub DS ${DS}`
  const answer = ask(lines, 'www.sub.example.com. DS').flags('qr').section('answer', [])
  answer.section('authority', ['sub.example.com. 300 NS ns.example.net.'])
})

test('RFC 4035 §3.1.4.1: who serves parent and child answers DS for the parent', () => {
  const lines = `sub NS ns.sub\nns.sub A 192.0.2.1\nsub DS ${DS}`
  const both = responderFor(catalogOf([exampleZone(lines), CHILD]))
  askWith(both, 'sub.example.com. DS').flags('qr aa').answers(`sub.example.com. 300 DS ${DS}`)
  const unsigned = responderFor(catalogOf([exampleZone('sub NS ns.sub\nns.sub A 192.0.2.1'), CHILD]))
  askWith(unsigned, 'sub.example.com. DS').rcode('NOERROR').flags('qr aa').section('authority', [SOA])
})

test('RFC 4035 §3.1.4.1: who serves parent and child answers all other types at the cut for the child', () => {
  const both = responderFor(catalogOf([exampleZone(`sub NS ns.example.net.\nsub DS ${DS}`), CHILD]))
  askWith(both, 'sub.example.com. NS').flags('qr aa').answers('sub.example.com. 300 NS ns.sub.example.com.')
  askWith(both, 'sub.example.com. TXT')
    .flags('qr aa')
    .section('authority', ['sub.example.com. 30 SOA ns.sub.example.com. h.sub.example.com. 7 1 1 1 30'])
})

test('RFC 4035 §3.1.4.1: who serves the child alone has no DS, and says so for the child', () => {
  const answer = askWith(responderFor(catalogOf([CHILD])), 'sub.example.com. DS').rcode('NOERROR')
  answer.flags('qr aa').section('answer', [])
  answer.section('authority', ['sub.example.com. 30 SOA ns.sub.example.com. h.sub.example.com. 7 1 1 1 30'])
})

test('RFC 4035 §3.1.6: CD comes back as it was sent; AD is never set, for we validate nothing', () => {
  ask('www A 192.0.2.1', 'www.example.com. A', { checkingDisabled: true }).flags('qr aa cd')
  ask('www A 192.0.2.1', 'www.example.com. A').flags('qr aa')
})
