import { describe, test } from 'node:test'
import { ask, askWith, catalogOf, exampleZone, responderFor, zoneFrom } from '../support/ask.ts'

const SOA = 'example.com. 60 SOA ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'

describe('plain zones', () => {
  test('an address is answered with authority', () => {
    ask('www 30 A 192.0.2.1', 'www.example.com. A').answers('www.example.com. 30 A 192.0.2.1').flags('qr aa')
  })

  test('RFC 4343 §3: names match in any case, and the case of the question is kept', () => {
    ask('www 30 A 192.0.2.1', 'WwW.eXample.COM. A').answers('WwW.eXample.COM. 30 A 192.0.2.1')
  })

  test('RFC 2308 §3: a name error carries the SOA, its TTL capped by MINIMUM', () => {
    ask('', 'nope.example.com. A').rcode('NXDOMAIN').section('authority', [SOA]).section('answer', [])
  })

  test('RFC 8020 §2: an empty non-terminal exists and has no data', () => {
    ask('a.b.c A 192.0.2.1', 'b.c.example.com. A').rcode('NOERROR').section('authority', [SOA])
    ask('a.b.c A 192.0.2.1', 'x.b.c.example.com. A').rcode('NXDOMAIN')
  })

  test('a name outside our zones is REFUSED, without authority', () => {
    ask('', 'www.example.net. A').rcode('REFUSED').flags('qr').section('authority', [])
  })

  test('RFC 4592 §3.3.1: a wildcard answers below its closest encloser only', () => {
    const zone = '*.dev 30 A 192.0.2.7\nhost.dev A 192.0.2.8'
    ask(zone, 'a.b.dev.example.com. A').answers('a.b.dev.example.com. 30 A 192.0.2.7')
    ask(zone, '*.dev.example.com. A').answers('*.dev.example.com. 30 A 192.0.2.7')
    ask(zone, 'x.host.dev.example.com. A').rcode('NXDOMAIN')
    ask(zone, 'a.dev.example.com. TXT').rcode('NOERROR').section('authority', [SOA])
  })

  test('RFC 1034 §3.6.2: a chain of aliases is followed to its end', () => {
    const zone = 'a 10 CNAME b\nb 20 CNAME c\nc 30 A 192.0.2.3'
    ask(zone, 'a.example.com. A').answers(
      'a.example.com. 10 CNAME b.example.com.',
      'b.example.com. 20 CNAME c.example.com.',
      'c.example.com. 30 A 192.0.2.3',
    )
    ask(zone, 'a.example.com. CNAME').answers('a.example.com. 10 CNAME b.example.com.')
    ask(zone, 'a.example.com. TXT').section('answer', [
      'a.example.com. 10 CNAME b.example.com.',
      'b.example.com. 20 CNAME c.example.com.',
    ])
  })

  test('RFC 2308 §2.1: an alias of a name that does not exist is NXDOMAIN, with the alias', () => {
    ask('a 10 CNAME nope', 'a.example.com. A')
      .rcode('NXDOMAIN')
      .section('answer', ['a.example.com. 10 CNAME nope.example.com.'])
      .section('authority', [SOA])
  })

  test('RFC 4035 §2.5: NSEC and RRSIG are looked for at the alias itself', () => {
    for (const type of ['NSEC', 'RRSIG'])
      ask('a 10 CNAME b\nb A 192.0.2.3', `a.example.com. ${type}`).answers().section('authority', [SOA])
  })

  test('a loop of aliases ends where it closes', () => {
    ask('a 10 CNAME b\nb 10 CNAME a', 'a.example.com. A').answers(
      'a.example.com. 10 CNAME b.example.com.',
      'b.example.com. 10 CNAME a.example.com.',
    )
  })

  test('RFC 1034 §4.2.1: below a cut the answer is a referral with glue, without authority', () => {
    const zone = 'sub NS ns.sub\nns.sub A 192.0.2.99'
    const referral = ask(zone, 'www.sub.example.com. A')
    referral.rcode('NOERROR').flags('qr').section('answer', [])
    referral.section('authority', ['sub.example.com. 300 NS ns.sub.example.com.'])
    referral.section('additional', ['ns.sub.example.com. 300 A 192.0.2.99'])
    ask(zone, 'ns.sub.example.com. A').section('authority', ['sub.example.com. 300 NS ns.sub.example.com.'])
    ask(zone, 'sub.example.com. DS').rcode('NOERROR').section('authority', [SOA])
  })

  test('RFC 1034 §4.3.2: the hosts of an MX are added when they are ours', () => {
    const answer = ask('@ MX 10 mail\nmail A 192.0.2.25', 'example.com. MX')
    answer.answers('example.com. 300 MX 10 mail.example.com.')
    answer.section('additional', ['mail.example.com. 300 A 192.0.2.25'])
  })

  test('a zone of ours below another answers for itself, but its DS is the parent’s', () => {
    const parent = exampleZone(`sub NS ns1\nsub DS 1 8 1 ${'ab'.repeat(20)}`)
    const child = zoneFrom(
      '$TTL 300\n@ SOA ns h 7 1 1 1 30\n NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n',
      'sub.example.com.',
    )
    const responder = responderFor(catalogOf([parent, child]))
    askWith(responder, 'www.sub.example.com. A').answers('www.sub.example.com. 300 A 192.0.2.2')
    askWith(responder, 'sub.example.com. DS').answers(`sub.example.com. 300 DS 1 8 1 ${'AB'.repeat(20)}`)
  })
})

describe('size', () => {
  const many = Array.from({ length: 100 }, (_, i) => `big A 192.0.2.${i + 1}`).join('\n')

  test('RFC 6891 §7: a truncated response still carries the OPT', () => {
    const edns = { udpSize: 1232, version: 0, dnssecOk: false, options: [] }
    const answer = ask(many, 'big.example.com. A', { edns })
    answer.flags('qr aa tc').section('answer', [])
    if (answer.message.edns?.udpSize !== 1232) throw new Error('no OPT')
  })

  test('over TCP the same answer is complete', () => {
    const answer = ask(many, 'big.example.com. A', { transport: 'tcp' })
    answer.flags('qr aa')
    if (answer.message.answer.length !== 100) throw new Error(`${answer.message.answer.length} records`)
  })

  test('RFC 2181 §9: additional records are left out before anything is truncated', () => {
    const hosts = Array.from(
      { length: 12 },
      (_, i) => `@ MX ${i} mail${i}\nmail${i} A 192.0.2.${i}\nmail${i} AAAA 2001:db8::${i}`,
    )
    const answer = ask(hosts.join('\n'), 'example.com. MX')
    answer.flags('qr aa').section('additional', [])
    if (answer.message.answer.length !== 12) throw new Error('MX missing')
  })

  test('RFC 6891 §6.2.3: a requested size below 512 counts as 512', () => {
    const edns = { udpSize: 100, version: 0, dnssecOk: false, options: [] }
    ask(`@ TXT "${'x'.repeat(200)}"`, 'example.com. TXT', { edns }).flags('qr aa')
  })
})
