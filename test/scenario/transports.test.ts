// The same answers over both ways to do UDP, over TCP, and to dig as well as to dns2.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { koffiObstacle } from '../../src/serve/choose-udp.ts'
import { corpZone, TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'

const MANY = Array.from({ length: 40 }, (_, i) => `127.0.7.${i + 1}`)
const ZONE = corpZone(
  [
    'www 30 A 127.0.0.10',
    '*.wild 30 A 127.0.0.11',
    'alias CNAME www',
    'sub NS ns.sub',
    'ns.sub A 127.0.0.12',
    ...MANY.map((address) => `many 30 A ${address}`),
    ...MANY.map((_, i) => `long 30 TXT "${String(i).padStart(60, 'x')}"`),
  ].join('\n'),
)
const SOA = 'corp.example. 30 SOA ns1.corp.example. hostmaster.corp.example. 1 3600 900 604800 30'
const obstacle = await koffiObstacle()

for (const io of ['koffi', 'dgram'] as const) {
  const skip = io === 'koffi' && obstacle !== undefined ? obstacle : false
  describe(`udp: { io: ${io} }`, { skip }, () => {
    let daemon: TestDaemon
    before(async () => {
      const endpoint = { address: '127.0.0.1', port: await freePort('127.0.0.1') }
      daemon = new TestDaemon(endpoint, {
        zones: { 'corp.example.zone': ZONE },
        config: `udp: { io: ${io} }`,
      })
      await daemon.start()
    })
    after(() => daemon.remove())

    test('UDP and TCP give the same authoritative answer, to dns2 and to dig', async () => {
      const lines = ['www.corp.example. 30 A 127.0.0.10']
      for (const transport of ['udp', 'tcp'] as const) {
        const answer = await daemon.ask('www.corp.example A', { transport })
        assert.deepEqual([answer.rcode, answer.isAuthoritative, answer.lines], ['NOERROR', true, lines])
      }
      for (const way of ['+notcp', '+tcp', '+noedns', '+bufsize=4096']) {
        const { status, flags, answer } = await daemon.dig(way, 'www.corp.example', 'A')
        assert.deepEqual([status, flags, answer], ['NOERROR', 'qr aa', lines], way)
      }
    })

    test('RFC 6891 §6.1.1: a query with OPT gets OPT back, one without gets none', async () => {
      const { text } = await daemon.dig('+edns=0', '+bufsize=4096', 'www.corp.example', 'A')
      assert.match(text, /EDNS: version: 0, flags:; udp: 1232/)
      assert.doesNotMatch((await daemon.dig('+noedns', 'www.corp.example', 'A')).text, /EDNS/)
    })

    test('RFC 2181 §9: what is too long for UDP comes with TC, and whole over TCP', async () => {
      const plain = await daemon.dig('+noedns', 'many.corp.example', 'A')
      assert.equal(plain.flags, 'qr aa tc')
      const roomy = await daemon.dig('+bufsize=1232', 'many.corp.example', 'A')
      assert.deepEqual([roomy.flags, roomy.answer.length], ['qr aa', 40])
      const long = await daemon.dig('+bufsize=4096', 'long.corp.example', 'TXT')
      assert.equal(long.flags, 'qr aa tc')
      assert.match(long.text, /EDNS: version: 0/)
      const whole = await daemon.dig('+tcp', 'long.corp.example', 'TXT')
      assert.deepEqual([whole.flags, whole.answer.length], ['qr aa', 40])
    })

    test('RFC 1035 §4.1.1: names outside of our zones are refused, names that do not exist are name errors', async () => {
      assert.equal((await daemon.dig('www.example.net', 'A')).status, 'REFUSED')
      const missing = await daemon.dig('missing.corp.example', 'A')
      assert.deepEqual([missing.status, missing.flags, missing.authority], ['NXDOMAIN', 'qr aa', [SOA]])
      const noData = await daemon.dig('www.corp.example', 'AAAA')
      assert.deepEqual([noData.status, noData.answer, noData.authority], ['NOERROR', [], [SOA]])
    })

    test('wildcards, aliases and delegations are answered as RFC 1034 §4.3.2 says', async () => {
      const { answer: wild } = await daemon.dig('any.thing.wild.corp.example', 'A')
      assert.deepEqual(wild, ['any.thing.wild.corp.example. 30 A 127.0.0.11'])
      const { answer: alias } = await daemon.dig('alias.corp.example', 'A')
      assert.deepEqual(alias, [
        'alias.corp.example. 300 CNAME www.corp.example.',
        'www.corp.example. 30 A 127.0.0.10',
      ])
      const referral = await daemon.dig('host.sub.corp.example', 'A')
      assert.deepEqual([referral.flags, referral.answer], ['qr', []])
      assert.deepEqual(referral.authority, ['sub.corp.example. 300 NS ns.sub.corp.example.'])
      assert.match(referral.text, /ns\.sub\.corp\.example\.\s+300\s+IN\s+A\s+127\.0\.0\.12/)
    })

    test('RFC 4343 §4.1: the question comes back in the case in which it was asked', async () => {
      const { text, answer } = await daemon.dig('wWw.CoRp.eXample', 'A')
      assert.match(text, /;wWw\.CoRp\.eXample\.\s+IN\s+A/)
      assert.deepEqual(answer, ['wWw.CoRp.eXample. 30 A 127.0.0.10'])
    })

    test('status tells which way is in use', async () => {
      const { stdout } = await daemon.cli('status', '--json')
      assert.equal(JSON.parse(stdout).udpIo, io)
    })
  })
}
