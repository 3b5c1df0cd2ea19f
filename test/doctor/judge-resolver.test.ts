// What the doctor says of a resolver, by its answers and ours.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { octets16 } from '../../src/dns/octets.ts'
import {
  judgeNegative,
  judgeResolver,
  type ResolverWords,
} from '../../src/doctor/resolvers/judge-resolver.ts'
import { nameOf } from '../support/ask.ts'
import { remedies, reply, type Said, SILENCE, sample, soaLine, told } from './words.ts'

function www(ttlSeconds: number, ...addresses: readonly string[]): Said {
  return { answer: addresses.map((address) => `www.corp.example. ${ttlSeconds} A ${address}`) }
}

const OURS = www(10, '10.1.0.10')

function judged(first: Said, second: Said = first, changes: Partial<ResolverWords> = {}) {
  return judgeResolver({
    sample: sample('www.corp.example.', 10, ['10.1.0.10']),
    ours: reply(OURS),
    first: reply(first),
    second: reply(second),
    ...changes,
  })
}

describe('a resolver', () => {
  test('is well when it keeps our answer no longer than our TTL', () => {
    assert.deepEqual(judged(www(10, '10.1.0.10'), www(9, '10.1.0.10')), [])
    assert.deepEqual(judged(www(1, '10.1.0.10'), www(10, '10.1.0.10')), [])
  })

  test('that raises the TTL is a problem, and by how much failover is late is told', () => {
    const findings = judged(www(300, '10.1.0.10'), www(299, '10.1.0.10'))
    assert.deepEqual(told(findings), [
      'problem: keeps www.corp.example. A for 300s, where we say 10s: every failover reaches its clients up to 4m50s late',
    ])
    assert.match(remedies(findings).join(), /cache-min-ttl: 0/)
  })

  test('RFC 8914 §4.4, §4.20: that serves stale answers and says so is a problem', () => {
    for (const code of [3, 19]) {
      const options = [{ code: 15, data: octets16(code) }]
      assert.match(told(judged({ ...OURS, options })).join(), /^problem: .*after the TTL is over/)
    }
    assert.deepEqual(judged({ ...OURS, options: [{ code: 15, data: octets16(18) }] }), [])
  })

  test('that answers what we answered before is a warning, until the TTL is over', () => {
    assert.match(
      told(judged(www(10, '10.1.0.10'), www(7, '10.9.9.9'))).join(),
      /^warning: .*holds an older answer for 10s/,
    )
    assert.deepEqual(judged(www(10, '10.9.9.9'), www(10, '10.1.0.10')), [], 'the second answer counts')
    assert.deepEqual(
      judged(www(9, '10.2.0.10'), www(8, '10.2.0.10'), { ours: reply(www(10, '10.2.0.10')) }),
      [],
    )
  })

  test('that has kept a denial of what we answer is a problem, and for how long is told', () => {
    const denial = { rcode: 'NXDOMAIN', authority: [soaLine(7, 25)] } as const
    assert.match(
      told(judged(denial)).join(),
      /^problem: answers NXDOMAIN for www.* which we answer, for 25s more/,
    )
    assert.match(told(judged({ authority: [soaLine(7, 25)] })).join(), /^problem: answers no data/)
  })

  test('that fails only while it validates is told apart from one that does not find us', () => {
    const failing = { rcode: 'SERVFAIL' } as const
    const unchecked = { unchecked: reply(OURS) }
    assert.match(told(judged(failing, failing, unchecked)).join(), /takes the zone for badly signed/)
    assert.deepEqual(told(judged(failing)), [
      'problem: answers SERVFAIL for www.corp.example. A, which we answer',
    ])
  })

  test('RFC 6761 §6.3: that is silent is told apart from one that answers for other names, and so does not find us', () => {
    const silent = { first: SILENCE, second: SILENCE }
    assert.deepEqual(told(judged({}, {}, silent)), ['problem: does not answer: no answer within 1.5s'])
    assert.match(
      told(judged({}, {}, { ...silent, isAlive: true })).join(),
      /^problem: does not find us: no answer/,
    )
  })

  test('is not blamed for what we do not answer either', () => {
    assert.deepEqual(judged({ rcode: 'NXDOMAIN' }, {}, { ours: reply({ rcode: 'NXDOMAIN' }) }), [])
  })
})

describe('a denial', () => {
  const origin = nameOf('corp.example.')
  const ours = reply({ rcode: 'NXDOMAIN', aa: true, authority: [soaLine(7, 30)] })

  test('RFC 2308 §5: is kept for what our SOA says, and longer is a problem', () => {
    const kept = (ttl: number) =>
      told(
        judgeNegative({ origin, ours, theirs: reply({ rcode: 'NXDOMAIN', authority: [soaLine(7, ttl)] }) }),
      )
    assert.deepEqual(kept(30), [])
    assert.match(kept(900).join(), /^problem: keeps denials of corp\.example\. for 900s, where we say 30s/)
  })

  test('that is replaced by an answer is a warning, unless a wildcard of ours answers', () => {
    const theirs = reply({ answer: ['x.corp.example. 60 A 203.0.113.1'] })
    assert.match(told(judgeNegative({ origin, ours, theirs })).join(), /^warning: answers names below/)
    assert.deepEqual(judgeNegative({ origin, ours: theirs, theirs }), [])
  })
})
