import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { viewZone } from '../../src/answer/zone-view.ts'
import { octets32, octetsOf } from '../../src/dns/octets.ts'
import {
  type AskOptions,
  askWith,
  catalogOf,
  ednsWith,
  exampleZone,
  networkOf,
  responderFor,
  zoneFrom,
} from '../support/ask.ts'

const SECRET = exampleZone(
  'www A 192.0.2.1\n*.w A 192.0.2.2\nsub NS ns.example.net.\nd DNAME e\nx.e A 192.0.2.3',
)
const OPEN = zoneFrom(
  `$TTL 60
@ SOA ns h 1 1 1 1 60
 NS ns
ns A 192.0.2.9
alias CNAME www.example.com.
tree DNAME example.com.
@ MX 10 www.example.com.
`,
  'open.example.',
)
const INSIDE = [10, 1, 2, 3]
const OUTSIDE = [192, 168, 1, 1]
const V6_INSIDE = [0x20, 1, 0xd, 0xb8, ...Array(12).fill(1)]
const V6_OUTSIDE = [0x20, 2, 0xd, 0xb8, ...Array(12).fill(1)]
const allowQuery = { 'example.com.': ['10.0.0.0/8', '172.16.5.0/24', '2001:db8::/32'] }
const responder = responderFor(catalogOf([SECRET, OPEN], { allowQuery }))

const NAMES = ['www', 'x.w', 'nope', 'sub', 'a.sub', 'x.d', 'e', 'ns1']

describe('a zone for some networks', () => {
  test('a view keeps the networks that it is made with, and is for everybody without', () => {
    const networks = [networkOf('10.0.0.0/8')]
    assert.equal(viewZone(SECRET, octets32(1), networks).allowQuery, networks)
    assert.equal(viewZone(SECRET, octets32(1)).allowQuery, undefined)
  })

  test('who is in one of them is answered', () => {
    for (const from of [INSIDE, [10, 0, 0, 0], [10, 255, 255, 255], [172, 16, 5, 200], V6_INSIDE])
      askWith(responder, 'www.example.com. A', { from }).answers('www.example.com. 300 A 192.0.2.1')
  })

  test('everybody else is REFUSED, with no records, whatever the answer would have been', () => {
    for (const from of [OUTSIDE, [9, 255, 255, 255], [11, 0, 0, 0], [172, 16, 6, 0], V6_OUTSIDE])
      for (const name of NAMES) {
        const answer = askWith(responder, `${name}.example.com. A`, { from }).rcode('REFUSED').flags('qr')
        answer.section('answer', []).section('authority', []).section('additional', [])
      }
    askWith(responder, 'example.com. SOA', { from: OUTSIDE, transport: 'tcp' }).rcode('REFUSED')
  })

  test('other zones stay open', () => {
    askWith(responder, 'ns.open.example. A', { from: OUTSIDE }).answers('ns.open.example. 60 A 192.0.2.9')
  })

  test('a zone for nobody refuses everybody', () => {
    const closed = responderFor(catalogOf([SECRET], { allowQuery: { 'example.com.': [] } }))
    for (const from of [INSIDE, OUTSIDE, V6_INSIDE])
      askWith(closed, 'www.example.com. A', { from }).rcode('REFUSED')
  })

  test('a zone for everybody by name is open', () => {
    const open = responderFor(catalogOf([SECRET], { allowQuery: { 'example.com.': ['0.0.0.0/0', '::/0'] } }))
    for (const from of [INSIDE, OUTSIDE, V6_INSIDE, [0, 0, 0, 0], [255, 255, 255, 255]])
      askWith(open, 'www.example.com. A', { from }).rcode('NOERROR')
  })

  test('who sends counts, not the client subnet that it tells', () => {
    const trusting = responderFor(catalogOf([SECRET], { allowQuery }), 1, {
      trustedSubnetSources: [networkOf('192.168.1.1')],
    })
    const options = [{ code: 8, data: octetsOf(Buffer.from([0, 1, 24, 0, 10, 1, 2])) }]
    const edns = ednsWith({ options })
    askWith(trusting, 'www.example.com. A', { from: OUTSIDE, edns }).rcode('REFUSED')
  })
})

describe('from an open zone', () => {
  const ask = (question: string, from: AskOptions['from']) =>
    askWith(responder, question, from === undefined ? {} : { from })

  test('an alias does not lead into a zone that the client may not ask', () => {
    ask('alias.open.example. A', OUTSIDE).answers('alias.open.example. 60 CNAME www.example.com.')
    ask('alias.open.example. TXT', OUTSIDE)
      .answers('alias.open.example. 60 CNAME www.example.com.')
      .section('authority', [])
  })

  test('a DNAME does not lead into a zone that the client may not ask', () => {
    for (const label of ['www', 'nope'])
      ask(`${label}.tree.open.example. A`, OUTSIDE)
        .answers(
          'tree.open.example. 60 DNAME example.com.',
          `${label}.tree.open.example. 60 CNAME ${label}.example.com.`,
        )
        .section('authority', [])
  })

  test('addresses of a zone that the client may not ask are not added', () => {
    ask('open.example. MX', OUTSIDE)
      .answers('open.example. 60 MX 10 www.example.com.')
      .section('additional', [])
  })

  test('within a zone for some networks all of this is done for those who may ask', () => {
    const inner = 'a CNAME www\nwww A 192.0.2.1\n@ MX 10 www\nd DNAME e\nwww.e A 192.0.2.3'
    const one = responderFor(catalogOf([exampleZone(inner)], { allowQuery }))
    askWith(one, 'a.example.com. A', { from: INSIDE }).answers(
      'a.example.com. 300 CNAME www.example.com.',
      'www.example.com. 300 A 192.0.2.1',
    )
    askWith(one, 'example.com. MX', { from: INSIDE }).section('additional', [
      'www.example.com. 300 A 192.0.2.1',
    ])
    askWith(one, 'www.d.example.com. A', { from: INSIDE }).answers(
      'd.example.com. 300 DNAME e.example.com.',
      'www.d.example.com. 300 CNAME www.e.example.com.',
      'www.e.example.com. 300 A 192.0.2.3',
    )
  })
})
