import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { icmp } from '../../src/probe/icmp.ts'
import { echoRequest, echoSeries, repliedSequence } from '../../src/probe/protocol/icmp-echo.ts'
import { type Namespace, runInNamespace, withoutNamespaces } from '../support/namespace.ts'
import type { Options } from './run.ts'

const ASK_ONCE = fileURLToPath(new URL('ask-once.ts', import.meta.url))
const PING_ALLOWED = 'echo 0 0 > /proc/sys/net/ipv4/ping_group_range'

function asked(namespace: Namespace, options: Options = {}, address = '127.0.0.1'): string {
  return runInNamespace(namespace, [ASK_ONCE, 'icmp', address, JSON.stringify(options)])
}

/** What the packet filter does with echo requests that come in. */
function filtering(what: string, address = '127.0.0.1', options: Options = {}): string {
  const family = address.includes(':') ? 'icmpv6' : 'icmp'
  const rules = [
    'nft add table inet t',
    "nft add chain inet t in '{ type filter hook input priority 0; }'",
    `nft add rule inet t in ${family} type echo-request ${what}`,
  ]
  return asked({ prepared: [PING_ALLOWED, ...rules], mayOpenRaw: false }, options, address)
}

const EVERY_SECOND = 'numgen inc mod 2 == 0 drop'

describe('in a network namespace', { skip: withoutNamespaces() }, () => {
  describe('who may ask', () => {
    const pinging = { prepared: [PING_ALLOWED], mayOpenRaw: false }
    test('a group that net.ipv4.ping_group_range holds needs no privilege', () => {
      assert.equal(asked(pinging), 'ok: 1 of 1 replies')
      assert.equal(asked(pinging, {}, '::1'), 'ok: 1 of 1 replies')
    })

    test('RFC 791 §3.1: another group needs CAP_NET_RAW, whose IPv4 packets come with their header', () => {
      assert.equal(asked({ mayOpenRaw: true }), 'ok: 1 of 1 replies')
      assert.equal(
        asked({ mayOpenRaw: true }, { count: '3', need: '3', interval: '10ms' }, '::1'),
        'ok: 3 of 3 replies',
      )
    })

    test('without either the check is refused, with the remedy', () => {
      const refusal = asked({ mayOpenRaw: false })
      assert.match(
        refusal,
        /^refused: this process may not send ICMP; .*ping_group_range='0 2147483647'.* CAP_NET_RAW$/,
      )
    })
  })

  describe('replies that are lost', () => {
    test('need= of them are enough', () => {
      assert.equal(filtering(EVERY_SECOND), 'ok: 1 of 2 replies')
      assert.equal(
        filtering(EVERY_SECOND, '127.0.0.1', { count: '4', need: '2', interval: '20ms' }),
        'ok: 2 of 4 replies',
      )
    })

    test('fewer are none, and it is said how many there were', () => {
      const options = { count: '4', need: '3', interval: '20ms' }
      assert.equal(filtering(EVERY_SECOND, '::1', options), 'timeout: 2 of 4 replies, expected 3')
    })

    test('with raw sockets too', () => {
      const drop = [
        'nft add table inet t',
        "nft add chain inet t in '{ type filter hook input priority 0; }'",
      ]
      const prepared = [...drop, `nft add rule inet t in icmp type echo-request ${EVERY_SECOND}`]
      const options = { count: '4', need: '3', interval: '20ms' }
      assert.equal(asked({ prepared, mayOpenRaw: true }, options), 'timeout: 2 of 4 replies, expected 3')
    })
  })

  describe('a router that finds no way', () => {
    test('is believed at once', () => {
      const unreachable = 'unreachable: 0 of 1 replies, expected 1'
      assert.equal(filtering('reject with icmp type host-unreachable'), unreachable)
      assert.equal(filtering('reject with icmpv6 type no-route', '::1'), unreachable)
    })

    test('may be this machine', () => {
      const pinging = asked({ prepared: [PING_ALLOWED], mayOpenRaw: false }, {}, '192.0.2.1')
      assert.equal(pinging, 'unreachable: while waiting for the answer')
      const raw = asked({ mayOpenRaw: true }, {}, '192.0.2.1')
      assert.equal(raw, 'unreachable: 0 of 1 replies, expected 1')
    })
  })
})

describe('echo messages', () => {
  test('RFC 4443 §4.1: a request of ICMPv6 has type 128, and its sum is left to the kernel', () => {
    const series = echoSeries(6)
    const request = echoRequest(series, 7)
    assert.equal(request.toString('hex', 0, 8), `80000000${request.toString('hex', 4, 6)}0007`)
  })

  test('RFC 1071 §1: the words of a request of ICMP, the sum among them, add up to ones', () => {
    const request = echoRequest(echoSeries(4), 0xfffe)
    let sum = 0
    for (let at = 0; at < request.length; at += 2) sum += request.readUInt16BE(at)
    assert.equal((sum & 0xffff) + (sum >>> 16), 0xffff)
    assert.equal(request[0], 8)
  })

  test('RFC 4443 §4.2: a reply gives the data back; what does not is none', () => {
    for (const [family, type] of [
      [4, 0],
      [6, 129],
    ] as const) {
      const series = echoSeries(family)
      const reply = echoRequest(series, 3)
      reply[0] = type
      assert.equal(repliedSequence(series, reply), 3)
      assert.equal(repliedSequence(series, echoRequest(series, 3)), undefined)
      assert.equal(repliedSequence(series, reply.subarray(0, -1)), undefined)
      assert.equal(repliedSequence(echoSeries(family), reply), undefined)
      assert.equal(repliedSequence(series, Buffer.alloc(0)), undefined)
    }
  })
})

test('more replies than requests cannot be needed', () => {
  const configured = icmp.configure({ count: '2', need: '3' })
  const problems = configured.ok ? [] : configured.problems.filter(({ option }) => option === 'need')
  assert.deepEqual(problems, [
    { option: 'need', sentence: 'need=3 can never pass with count=2; send more requests' },
  ])
})
