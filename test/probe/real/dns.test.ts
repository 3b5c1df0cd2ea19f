import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dns } from '../../../src/probe/dns.ts'
import { skipWithout, startPeer } from '../../support/peers/peer.ts'
import { NSD } from '../../support/peers/programs.ts'
import { unboundAt } from '../../support/peers/unbound.ts'
import { outcomeOf } from '../run.ts'

/** `long` has more data than fits in 512 octets, `endless` more than is read over TCP. */
const ZONE = `$ORIGIN corp.test.
$TTL 60
@        SOA  ns hostmaster 1 3600 900 604800 30
         NS   ns
ns       A    127.0.0.1
www      A    10.1.0.21
mail     MX   10 mx
mx       A    10.1.0.25
sub      NS   ns.sub
ns.sub   A    127.0.0.1
${Array.from({ length: 4 }, (_, at) => `long TXT "${at}${'x'.repeat(200)}"`).join('\n')}
${Array.from({ length: 30 }, (_, at) => `endless TXT "${at}${'x'.repeat(200)}"`).join('\n')}
`

test('dns against NSD, and Unbound behind it', async (t) => {
  if (skipWithout(t, 'nsd', 'unbound')) return
  const nsd = await startPeer(t, NSD, new Map([['corp.test.', ZONE]]))
  const unbound = await startPeer(t, unboundAt(nsd.endpoint, 'corp.test.'), new Map())
  const authority = (options: object) =>
    outcomeOf(dns, { name: 'www.corp.test', ...options, port: `${nsd.endpoint.port}` })
  const resolver = (options: object) =>
    outcomeOf(dns, { name: 'www.corp.test', ...options, port: `${unbound.endpoint.port}` })

  await t.test('an answer has its code and its data, over UDP and over TCP', async () => {
    for (const tcp of ['no', 'yes']) {
      assert.equal(await authority({ tcp, data: '10.1.0.21' }), 'ok: NOERROR')
      assert.equal(await resolver({ tcp, data: '10.1.0.21' }), 'ok: NOERROR')
      assert.equal(await authority({ tcp, name: 'no.corp.test' }), 'rcode: NXDOMAIN, expected NOERROR')
      assert.equal(await authority({ tcp, name: 'no.corp.test', rcode: 'NXDOMAIN' }), 'ok: NXDOMAIN')
      assert.equal(await authority({ tcp, name: 'www.other.test', rcode: 'REFUSED' }), 'ok: REFUSED')
      const mail = { tcp, name: 'mail.corp.test', type: 'MX', data: '10 mx.corp.test.' }
      assert.equal(await resolver(mail), 'ok: NOERROR')
    }
  })

  await t.test('authoritative= tells the zone itself from a resolver, and from a referral', async () => {
    assert.equal(await authority({ authoritative: 'yes' }), 'ok: NOERROR')
    assert.equal(await authority({ authoritative: 'no' }), 'role: the answer is authoritative')
    assert.equal(await resolver({ authoritative: 'yes' }), 'role: the answer is not authoritative')
    assert.equal(await resolver({ authoritative: 'no' }), 'ok: NOERROR')
    const referral = { name: 'x.sub.corp.test', authoritative: 'yes' }
    assert.equal(await authority(referral), 'role: the answer is not authoritative')
  })

  await t.test('recursive= tells who resolves for others', async () => {
    assert.equal(await resolver({ recursive: 'yes', data: '10.1.0.21' }), 'ok: NOERROR')
    assert.equal(await authority({ recursive: 'yes' }), 'role: the server offers no recursion')
    assert.equal(await authority({ recursive: 'no', authoritative: 'yes' }), 'ok: NOERROR')
  })

  await t.test('RFC 2181 §9: an answer that is truncated is asked for again over TCP', async () => {
    const long = { name: 'long.corp.test', type: 'TXT', data: `3${'x'.repeat(200)}` }
    assert.equal(await authority(long), 'ok: NOERROR')
    assert.equal(await resolver(long), 'ok: NOERROR')
    assert.match(await authority({ ...long, data: 'y' }), /^data: 4 records, none is y$/)
  })

  await t.test('no more than 4096 octets of it are read', async () => {
    const outcome = await authority({ name: 'endless.corp.test', type: 'TXT' })
    assert.equal(outcome, 'protocol: the answer has more than 4096 octets')
  })
})
