// RFC 1034: the answer algorithm of a name server.
import { test } from 'node:test'
import { ask, askWith, catalogOf, exampleZone, responderFor, zoneFrom } from '../support/ask.ts'

const HOSTS =
  '$TTL 300\n@ SOA ns h 1 1 1 1 60\n NS ns\nns A 192.0.2.9\nmail A 192.0.2.25\nmail AAAA 2001:db8::25\n'

test('RFC 1034 §4.3.2: the addresses of the hosts in an answer are added, from every zone of ours', () => {
  const lines = '@ MX 10 mail.hosts.example.\n@ MX 20 mail\nmail A 192.0.2.26\n_sip._udp SRV 1 2 5060 mail'
  const responder = responderFor(catalogOf([exampleZone(lines), zoneFrom(HOSTS, 'hosts.example.')]))
  askWith(responder, 'example.com. MX').section('additional', [
    'mail.hosts.example. 300 A 192.0.2.25',
    'mail.hosts.example. 300 AAAA 2001:db8::25',
    'mail.example.com. 300 A 192.0.2.26',
  ])
  askWith(responder, 'example.com. NS').section('additional', ['ns1.example.com. 300 A 192.0.2.53'])
  askWith(responder, '_sip._udp.example.com. SRV').section('additional', [
    'mail.example.com. 300 A 192.0.2.26',
  ])
})

test('RFC 1034 §4.3.2: of zones one below the other the nearest one above the name answers', () => {
  const parent = exampleZone('www.sub A 192.0.2.1\nwww A 192.0.2.3')
  const child = zoneFrom('$TTL 300\n@ SOA ns h 1 1 1 1 60\n NS ns\nns A 192.0.2.9\n', 'sub.example.com.')
  const responder = responderFor(catalogOf([parent, child]))
  askWith(responder, 'www.sub.example.com. A').rcode('NXDOMAIN').flags('qr aa')
  askWith(responder, 'www.example.com. A').answers('www.example.com. 300 A 192.0.2.3')
})

test('RFC 1034 §3.6.2: an alias is followed through all zones of ours, and no further', () => {
  const lines = 'a 10 CNAME mail.hosts.example.\nb 10 CNAME www.example.net.\nc 10 CNAME b'
  const responder = responderFor(catalogOf([exampleZone(lines), zoneFrom(HOSTS, 'hosts.example.')]))
  askWith(responder, 'a.example.com. A').answers(
    'a.example.com. 10 CNAME mail.hosts.example.',
    'mail.hosts.example. 300 A 192.0.2.25',
  )
  const outside = askWith(responder, 'c.example.com. A').flags('qr aa').section('authority', [])
  outside.answers('c.example.com. 10 CNAME b.example.com.', 'b.example.com. 10 CNAME www.example.net.')
})

test('RFC 1034 §3.6.2: a question for the CNAME itself gets it and nothing behind it', () => {
  const lines = 'a 10 CNAME b\nb 30 A 192.0.2.3'
  const answer = ask(lines, 'a.example.com. CNAME').answers('a.example.com. 10 CNAME b.example.com.')
  answer.section('additional', [])
})

test('RFC 1034 §4.2.1: at a cut and below it the answer is the delegation, at the apex it is data', () => {
  const lines = 'sub NS ns.sub\nsub NS ns.example.net.\nns.sub A 192.0.2.99\nns.sub AAAA 2001:db8::99'
  for (const question of ['sub.example.com. A', 'sub.example.com. NS', 'a.b.sub.example.com. MX']) {
    const referral = ask(lines, question).rcode('NOERROR').flags('qr').section('answer', [])
    referral.section('authority', [
      'sub.example.com. 300 NS ns.sub.example.com.',
      'sub.example.com. 300 NS ns.example.net.',
    ])
    referral.section('additional', [
      'ns.sub.example.com. 300 A 192.0.2.99',
      'ns.sub.example.com. 300 AAAA 2001:db8::99',
    ])
  }
  ask(lines, 'example.com. NS').flags('qr aa').answers('example.com. 300 NS ns1.example.com.')
})

test('RFC 1034 §4.2.1: of cuts one below the other the one nearest to the apex is told', () => {
  const lines = 'sub NS ns.example.net.\ndeep.sub NS ns.example.org.'
  const referral = ask(lines, 'www.deep.sub.example.com. A').flags('qr')
  referral.section('authority', ['sub.example.com. 300 NS ns.example.net.'])
})
