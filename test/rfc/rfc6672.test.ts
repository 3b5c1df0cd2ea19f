// RFC 6672: DNAME, which renames a whole tree.
import { describe, test } from 'node:test'
import { ask, askWith, catalogOf, exampleZone, responderFor, zoneFrom } from '../support/ask.ts'

const SOA = 'example.com. 60 SOA ns1.example.com. hostmaster.example.com. 1 3600 900 604800 60'
const DNAME = 'd.example.com. 40 DNAME e.example.com.'
const ZONE = 'd 40 DNAME e\nd A 192.0.2.7\nwww.e A 192.0.2.1\n*.w.e A 192.0.2.2'

describe('substitution', () => {
  test('RFC 6672 §2.2: the part of the name that is the owner becomes the target; the labels before it stay', () => {
    ask(ZONE, 'WwW.d.example.com. A').answers(
      DNAME,
      'WwW.d.example.com. 40 CNAME WwW.e.example.com.',
      'WwW.e.example.com. 300 A 192.0.2.1',
    )
    ask(ZONE, 'a.b.w.d.example.com. A').answers(
      DNAME,
      'a.b.w.d.example.com. 40 CNAME a.b.w.e.example.com.',
      'a.b.w.e.example.com. 300 A 192.0.2.2',
    )
  })

  test('RFC 6672 §2.2: a name that would become too long is YXDOMAIN, with the DNAME and no alias', () => {
    const long = `${'x'.repeat(63)}.`.repeat(3)
    const lines = `d 40 DNAME ${'t'.repeat(40)}`
    const dname = `d.example.com. 40 DNAME ${'t'.repeat(40)}.example.com.`
    const renamed = (label: string) => ask(lines, `${long}${label}.d.example.com. A`, { transport: 'tcp' })
    // 192 octets before it, 54 for the target: 8 are left for one label.
    renamed('y'.repeat(8)).rcode('NXDOMAIN')
    renamed('y'.repeat(9)).rcode('YXDOMAIN').flags('qr aa').section('answer', [dname])
  })

  test('RFC 6672 §2.2: an alias that leads to such a name is answered in the same way', () => {
    const long = `${'x'.repeat(63)}.`.repeat(3)
    const lines = `a 10 CNAME ${long}yyyyyyyyy.d\nd 40 DNAME ${'t'.repeat(40)}`
    ask(lines, 'a.example.com. A', { transport: 'tcp' })
      .rcode('YXDOMAIN')
      .flags('qr aa')
      .section('answer', [
        `a.example.com. 10 CNAME ${long}yyyyyyyyy.d.example.com.`,
        `d.example.com. 40 DNAME ${'t'.repeat(40)}.example.com.`,
      ])
  })

  test('RFC 6672 §2.2: a target outside of our zones ends the answer with the alias', () => {
    ask('d 40 DNAME example.net.', 'www.d.example.com. A')
      .flags('qr aa')
      .answers('d.example.com. 40 DNAME example.net.', 'www.d.example.com. 40 CNAME www.example.net.')
  })

  test('RFC 6672 §2.2: at the apex it renames the zone, and the apex keeps its own data', () => {
    const lines = '$TTL 60\n@ SOA ns.example.net. h 1 1 1 1 60\n NS ns.example.net.\n DNAME example.com.\n'
    const zones = [zoneFrom(lines, 'old.example.'), exampleZone('www A 192.0.2.1')]
    const responder = responderFor(catalogOf(zones))
    askWith(responder, 'www.old.example. A').answers(
      'old.example. 60 DNAME example.com.',
      'www.old.example. 60 CNAME www.example.com.',
      'www.example.com. 300 A 192.0.2.1',
    )
    askWith(responder, 'old.example. NS').answers('old.example. 60 NS ns.example.net.')
  })
})

test('RFC 6672 §2.3: the owner itself is not renamed: its other data is answered, a type that it lacks is not', () => {
  ask(ZONE, 'd.example.com. A').answers('d.example.com. 300 A 192.0.2.7')
  ask(ZONE, 'd.example.com. DNAME').answers(DNAME)
  ask(ZONE, 'd.example.com. TXT').rcode('NOERROR').section('answer', []).section('authority', [SOA])
})

test('RFC 6672 §2.4: nothing else can be below a DNAME: what the file has there is not answered', () => {
  ask('d 40 DNAME e\nwww.e A 192.0.2.1\n* A 192.0.2.9', 'www.d.example.com. A').answers(
    DNAME,
    'www.d.example.com. 40 CNAME www.e.example.com.',
    'www.e.example.com. 300 A 192.0.2.1',
  )
})

describe('the alias that is made', () => {
  test('RFC 6672 §3.1: the CNAME has the TTL of the DNAME', () => {
    ask(ZONE, 'www.d.example.com. CNAME').answers(DNAME, 'www.d.example.com. 40 CNAME www.e.example.com.')
  })

  test('RFC 6672 §3.1: an answer that has no room for it says so', () => {
    const text = Array.from({ length: 2 }, () => `"${'x'.repeat(200)}"`).join(' ')
    const lines = `d 40 DNAME e\nt.e TXT ${text}`
    ask(lines, 't.d.example.com. TXT').flags('qr aa tc').section('answer', [])
    ask(lines, 't.d.example.com. TXT', { transport: 'tcp' }).flags('qr aa')
  })
})

describe('the algorithm', () => {
  test('RFC 6672 §3.2: DNAME and CNAME are followed in any order, also from zone to zone', () => {
    const other = zoneFrom(
      '$TTL 60\n@ SOA ns h 1 1 1 1 60\n NS ns\nns A 192.0.2.9\nx.f DNAME e.example.com.\n',
      'example.net.',
    )
    const zone = exampleZone('a 10 CNAME b.d\nd 40 DNAME x.f.example.net.\nb.e 20 CNAME c\nc A 192.0.2.3')
    askWith(responderFor(catalogOf([zone, other])), 'a.example.com. A').answers(
      'a.example.com. 10 CNAME b.d.example.com.',
      'd.example.com. 40 DNAME x.f.example.net.',
      'b.d.example.com. 40 CNAME b.x.f.example.net.',
      'x.f.example.net. 60 DNAME e.example.com.',
      'b.x.f.example.net. 60 CNAME b.e.example.com.',
      'b.e.example.com. 20 CNAME c.example.com.',
      'c.example.com. 300 A 192.0.2.3',
    )
  })

  test('RFC 6672 §3.2: what follows the alias is that of the new name: its rcode, its SOA, its referral', () => {
    ask('d 40 DNAME e\nx.e A 192.0.2.1', 'nope.d.example.com. A')
      .rcode('NXDOMAIN')
      .section('answer', [DNAME, 'nope.d.example.com. 40 CNAME nope.e.example.com.'])
      .section('authority', [SOA])
    const referral = ask('d 40 DNAME sub\nsub NS ns.sub\nns.sub A 192.0.2.99', 'www.d.example.com. A')
    referral.answers(
      'd.example.com. 40 DNAME sub.example.com.',
      'www.d.example.com. 40 CNAME www.sub.example.com.',
    )
    referral.section('authority', ['sub.example.com. 300 NS ns.sub.example.com.'])
    referral.section('additional', ['ns.sub.example.com. 300 A 192.0.2.99'])
  })

  test('RFC 6672 §3.2: a DNAME that leads below itself grows the name until it is too long, and no further', () => {
    const answer = ask('d 40 DNAME a.d', 'www.d.example.com. A', { transport: 'tcp' })
    if (answer.message.answer.length > 32) throw new Error(`${answer.message.answer.length} records`)
    ask('d DNAME e\ne DNAME d', 'www.d.example.com. A').rcode('NOERROR').flags('qr aa')
  })
})
