// What the doctor says of delegations: the parent's words against those of the zone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nameToText } from '../../src/dns/name.ts'
import { typeToText } from '../../src/dns/type.ts'
import { judgeDelegation } from '../../src/doctor/delegation/judge-delegation.ts'
import { type ParentView, parentViews } from '../../src/doctor/delegation/parent-views.ts'
import { readParentReply } from '../../src/doctor/delegation/read-parent.ts'
import type { AskDns } from '../../src/doctor/network/ask.ts'
import type { OurZone } from '../../src/doctor/our-zones.ts'
import { nameOf } from '../support/ask.ts'
import { ourZone, remedies, reply, type Said, SILENCE, server, soaLine, told } from './words.ts'

const ORIGIN = nameOf('corp.example.')
const PARENT = { address: '10.0.0.1', port: 53 }
const NS1 = 'corp.example. 300 NS ns1.corp.example.'
const NS2 = 'corp.example. 300 NS ns2.corp.example.'
const GLUE1 = 'ns1.corp.example. 300 A 10.0.0.53'
const GLUE2 = 'ns2.corp.example. 300 A 10.0.1.53'
const RIGHT: Said = { authority: [NS1, NS2], additional: [GLUE1, GLUE2] }

function view(said: Said, zone: OurZone = ourZone(), hasDs = false): ParentView {
  const word = readParentReply(reply(said), ORIGIN)
  return {
    zone,
    parent: { name: nameOf('example.'), servers: [PARENT] },
    words: [{ server: PARENT, word, hasDs }],
  }
}

describe('a delegation', () => {
  test('is right when the parent has the NS records of the zone, with the same addresses', () => {
    assert.deepEqual(told(judgeDelegation(view(RIGHT), true)), [
      'ok: corp.example.: example. names the same servers with the same addresses as the zone (10.0.0.1)',
    ])
  })

  test('names compare without case', () => {
    const upper = RIGHT.authority?.map((line) => line.replace('ns1.corp', 'NS1.CORP')) ?? []
    assert.match(told(judgeDelegation(view({ ...RIGHT, authority: upper }), true)).join(), /^ok/)
  })

  test('that lacks a name server of the zone is a problem, and the lines to write are told', () => {
    const findings = judgeDelegation(view({ authority: [NS1], additional: [GLUE1] }), true)
    assert.deepEqual(told(findings), [
      'problem: corp.example.: 10.0.0.1 does not name ns2.corp.example., which the zone names',
    ])
    assert.deepEqual(remedies(findings), [
      'write into the parent zone: corp.example. NS ns2.corp.example.; ns2.corp.example. A 10.0.1.53',
    ])
  })

  test('that names a server which the zone does not name is a problem', () => {
    const authority = [NS1, NS2, 'corp.example. 300 NS old.example.']
    assert.deepEqual(told(judgeDelegation(view({ ...RIGHT, authority }), true)), [
      'problem: corp.example.: 10.0.0.1 names old.example., which the zone does not name',
    ])
  })

  test('RFC 9471 §2.1: glue is needed for a name server in the zone', () => {
    const findings = judgeDelegation(view({ ...RIGHT, additional: [GLUE1] }), true)
    assert.match(
      told(findings).join(),
      /has no address for ns2\.corp\.example\., so that nobody can begin to ask/,
    )
    assert.deepEqual(remedies(findings), ['write into the parent zone: ns2.corp.example. A 10.0.1.53'])
  })

  test('with other glue than the address in the zone is a problem', () => {
    const findings = judgeDelegation(
      view({ ...RIGHT, additional: [GLUE1, 'ns2.corp.example. 300 A 10.9.9.9'] }),
      true,
    )
    assert.deepEqual(told(findings), [
      'problem: corp.example.: 10.0.0.1 has 10.9.9.9 for ns2.corp.example., the zone has 10.0.1.53',
    ])
  })

  test('to a name server outside of the zone needs no glue', () => {
    const zone = ourZone({
      nameServers: [{ host: nameOf('ns.example.'), addresses: undefined, isAlias: false }],
    })
    const findings = judgeDelegation(view({ authority: ['corp.example. 300 NS ns.example.'] }, zone), true)
    assert.match(told(findings).join(), /^ok/)
  })

  test('with DS records for a zone that is not signed is a problem; for a signed one it is right', () => {
    const findings = judgeDelegation(view(RIGHT, ourZone(), true), true)
    assert.match(told(findings).join(), /problem: .* has DS records, and the zone is not signed/)
    assert.match(told(judgeDelegation(view(RIGHT, ourZone({ isSigned: true }), true), true)).join(), /^ok/)
  })

  test('that is not there is no problem while the resolvers find the zone by a stub', () => {
    const none = view({ rcode: 'NXDOMAIN', aa: true, authority: [soaLine(1, 300, 30, 'example.')] })
    assert.match(told(judgeDelegation(none, true)).join(), /^ok: .*by a stub or forward zone$/)
    assert.match(told(judgeDelegation(none, false)).join(), /^problem: .*do not find it$/)
    assert.match(told(judgeDelegation(none, undefined)).join(), /^skipped/)
  })

  test('that is not there is a problem at a parent that a person has named', () => {
    const none = view({ rcode: 'NXDOMAIN', aa: true, authority: [soaLine(1, 300, 30, 'example.')] })
    const named = { ...none, parent: { name: undefined, servers: [PARENT] } }
    assert.deepEqual(told(judgeDelegation(named, true)), [
      'problem: corp.example.: 10.0.0.1 does not delegate it',
    ])
  })

  test('cannot be seen at a server that is silent, refuses, or is none of the parent', () => {
    for (const [said, pattern] of [
      [{ rcode: 'REFUSED' }, /does not tell: it answers REFUSED/],
      [{ authority: ['other.example. 300 NS ns.other.example.'] }, /refers to other\.example\. instead/],
      [{}, /is not authoritative/],
    ] as const) {
      const findings = judgeDelegation(view(said), true)
      assert.match(told(findings).join(), pattern)
      assert.equal(findings[0]?.level, 'problem')
    }
    assert.deepEqual(readParentReply(SILENCE, ORIGIN), { kind: 'silent', why: 'no answer within 1.5s' })
  })

  test('what several servers of the parent say alike is told once', () => {
    const one = view({ authority: [NS1], additional: [GLUE1] })
    const [word] = one.words
    assert.ok(word !== undefined)
    const two = { ...one, words: [word, { ...word, server: { address: '10.0.0.2', port: 53 } }] }
    assert.deepEqual(told(judgeDelegation(two, true)), [
      'problem: corp.example.: 10.0.0.1, 10.0.0.2 does not name ns2.corp.example., which the zone names',
    ])
  })
})

/** Answers by `NAME TYPE`; everything else is silence. */
function asker(answers: Readonly<Record<string, Said>>): AskDns & { readonly asked: string[] } {
  const asked: string[] = []
  const ask: AskDns = async ({ address }, { name, type }) => {
    const question = `${nameToText(name)} ${typeToText(type)}`
    asked.push(`${address} ${question}`)
    const said = answers[`${address} ${question}`] ?? answers[question]
    return said === undefined ? SILENCE : reply(said)
  }
  return Object.assign(ask, { asked })
}

describe('the parent of a zone', () => {
  const resolvers = [{ address: '10.0.0.9', port: 53 }]

  test('is found by the resolvers: its zone, its servers, their addresses', async () => {
    const ask = asker({
      'example. SOA': { answer: [soaLine(1, 300, 30, 'example.')] },
      'example. NS': { answer: ['example. 300 NS ns.example.'] },
      'ns.example. A': { answer: ['ns.example. 300 A 10.0.0.1'] },
      '10.0.0.1 corp.example. NS': RIGHT,
    })
    const [found] = await parentViews([ourZone()], { parents: undefined, resolvers, ask, origins: [] })
    assert.deepEqual(found?.parent, { name: nameOf('example.'), servers: [PARENT] })
    assert.equal(found?.words[0]?.word.kind, 'delegated')
  })

  test('is the zone that holds the name above, which need not begin there', async () => {
    const ask = asker({
      'b.example. SOA': { authority: [soaLine(1, 300, 30, 'example.')] },
      'example. NS': { answer: ['example. 300 NS ns.example.'] },
      'ns.example. A': { answer: ['ns.example. 300 A 10.0.0.1'] },
    })
    const zone = ourZone({ origin: nameOf('a.b.example.') })
    const [found] = await parentViews([zone], { parents: undefined, resolvers, ask, origins: [] })
    assert.deepEqual(found?.parent, { name: nameOf('example.'), servers: [PARENT] })
  })

  test('is not asked for when it is the root: private names are not carried there', async () => {
    const ask = asker({ 'internal. SOA': { rcode: 'NXDOMAIN', authority: [soaLine(1, 300, 30, '.')] } })
    const zone = ourZone({ origin: nameOf('corp.internal.') })
    const [found] = await parentViews([zone], { parents: undefined, resolvers, ask, origins: [] })
    assert.deepEqual(found?.parent, { root: true })
    assert.deepEqual(ask.asked, ['10.0.0.9 internal. SOA'])
  })

  test('can be a zone of ours', async () => {
    const ask = asker({})
    const below = ourZone({ origin: nameOf('lab.corp.example.') })
    const origins = [below.origin, nameOf('example.'), ORIGIN]
    const [found] = await parentViews([below], { parents: [PARENT], resolvers, ask, origins })
    assert.deepEqual(found?.parent, { ours: ORIGIN })
    assert.match(told(judgeDelegation(found as ParentView, true)).join(), /^ok: .*is served here too$/)
  })

  test('stays unknown when nobody tells, and then a person can name a server of it', async () => {
    const [found] = await parentViews([ourZone()], {
      parents: undefined,
      resolvers,
      ask: asker({}),
      origins: [],
    })
    assert.match(
      told(judgeDelegation(found as ParentView, true)).join(),
      /^skipped: .*--parent IP asks a server/,
    )
  })
})

test('a zone that lists a server of another name under the same address is told apart', () => {
  const zone = ourZone({ nameServers: [server('a.corp.example.', '10.0.0.53')] })
  assert.equal(judgeDelegation(view(RIGHT, zone), true).length, 3)
})
