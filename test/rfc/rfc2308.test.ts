// RFC 2308: negative answers and how long they may be kept.
import { test } from 'node:test'
import { ask, askWith, catalogOf, responderFor, zoneFrom } from '../support/ask.ts'

const DATA = 'ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'
const SOA = `example.com. 60 SOA ${DATA}`

test('RFC 2308 §2.1: a name that does not exist is NXDOMAIN, with the SOA and nothing else', () => {
  const answer = ask('www A 192.0.2.1', 'nope.example.com. A').rcode('NXDOMAIN').flags('qr aa')
  answer.section('answer', []).section('authority', [SOA]).section('additional', [])
})

test('RFC 2308 §2.1: behind aliases the rcode and the SOA are those of the last name', () => {
  const other = zoneFrom('$TTL 300\n@ SOA ns h 7 1 1 1 30\n NS ns\nns A 192.0.2.9\n', 'example.net.')
  const one = zoneFrom(
    '$TTL 300\n@ SOA ns1 hostmaster 1 3600 900 604800 60\n NS ns1\nns1 A 192.0.2.53\na 10 CNAME nope.example.net.\n',
  )
  askWith(responderFor(catalogOf([one, other])), 'a.example.com. A')
    .rcode('NXDOMAIN')
    .flags('qr aa')
    .section('answer', ['a.example.com. 10 CNAME nope.example.net.'])
    .section('authority', ['example.net. 30 SOA ns.example.net. h.example.net. 7 1 1 1 30'])
})

test('RFC 2308 §2.2: a name without the type is NOERROR with the SOA, and no NS that makes it a referral', () => {
  const answer = ask('www A 192.0.2.1', 'www.example.com. AAAA').rcode('NOERROR').flags('qr aa')
  answer.section('answer', []).section('authority', [SOA])
  ask('a 10 CNAME www\nwww A 192.0.2.1', 'a.example.com. AAAA')
    .rcode('NOERROR')
    .section('answer', ['a.example.com. 10 CNAME www.example.com.'])
    .section('authority', [SOA])
})

test('RFC 2308 §3: the SOA of a negative answer has its own TTL or its MINIMUM, whichever is less', () => {
  const zone = (ttl: number, minimum: number) =>
    zoneFrom(`@ ${ttl} SOA ns1 h 1 3600 900 604800 ${minimum}\n@ 300 NS ns1\nns1 300 A 192.0.2.53\n`)
  const soa = (ttl: number, minimum: number) =>
    `example.com. ${ttl} SOA ns1.example.com. h.example.com. 1 3600 900 604800 ${minimum}`
  for (const [ttl, minimum, least] of [
    [300, 60, 60],
    [30, 600, 30],
  ] as const) {
    const responder = responderFor(catalogOf([zone(ttl, minimum)]))
    askWith(responder, 'nope.example.com. A').section('authority', [soa(least, minimum)])
    askWith(responder, 'ns1.example.com. MX').section('authority', [soa(least, minimum)])
    askWith(responder, 'example.com. SOA').answers(soa(ttl, minimum))
  }
})
