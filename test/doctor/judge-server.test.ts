// What the doctor says of one name server, by its answers.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeServer, type ServerWords } from '../../src/doctor/delegation/judge-server.ts'
import { ourZone, reply, type Said, SILENCE, sample, soaLine, told } from './words.ts'

const GOOD: Said = { answer: [soaLine(7)], aa: true }
const WWW: Said = { answer: ['www.corp.example. 10 A 10.1.0.10'], aa: true }

function judged(changes: Partial<ServerWords>, small: Said = WWW, whole: Said = WWW): string[] {
  const [first] = ourZone().samples
  assert.ok(first !== undefined)
  const samples = [{ sample: first, small: reply(small), whole: reply(whole) }]
  return told(judgeServer(ourZone(), { udp: reply(GOOD), tcp: reply(GOOD), samples, ...changes }))
}

describe('a name server', () => {
  test('is well when it answers as we do over UDP and TCP', () => {
    assert.deepEqual(judged({}), [])
  })

  test('that answers over neither UDP nor TCP is not reached', () => {
    assert.match(
      judged({ udp: SILENCE, tcp: SILENCE }).join(),
      /^problem: is not reached: no answer .*\(TCP\)$/,
    )
  })

  test('is not blamed when this machine has no way to its network, as to IPv6', () => {
    const noWay = { failure: 'there is no way to its network' }
    assert.match(judged({ udp: noWay, tcp: noWay }).join(), /^skipped: cannot be asked from this machine/)
  })

  test('that answers over one of both only is a problem', () => {
    assert.match(judged({ tcp: SILENCE }).join(), /^problem: answers over UDP only/)
    assert.match(judged({ udp: SILENCE }).join(), /^problem: answers over TCP only/)
  })

  test('is lame when it refuses, answers without authority, or knows no SOA of the zone', () => {
    for (const said of [
      { rcode: 'REFUSED' },
      { answer: [soaLine(7)], aa: false },
      { aa: true, authority: [soaLine(1, 300, 30, 'example.')] },
    ] as const)
      assert.match(judged({ udp: reply(said), tcp: reply(said) }).join('\n'), /^problem: is lame: [^\n]*$/)
  })

  test('RFC 6891 §6.1.1: without an OPT in its answer it does not know EDNS', () => {
    assert.match(judged({ udp: reply({ ...GOOD, plain: true }) }).join(), /^problem: does not know EDNS/)
    assert.match(
      judged({ udp: reply({ rcode: 'FORMERR', plain: true }) }).join(),
      /^problem: does not know EDNS/,
    )
  })

  test('with another serial is a warning, which tells who is behind', () => {
    assert.deepEqual(judged({ udp: reply({ answer: [soaLine(5)], aa: true }) }), [
      'warning: has serial 5, behind our 7',
    ])
    assert.deepEqual(judged({ udp: reply({ answer: [soaLine(9)], aa: true }) }), [
      'warning: has serial 9, ahead of our 7',
    ])
  })

  test('that answers what we do not answer is a warning; some of what we answer is none', () => {
    const other = { answer: ['www.corp.example. 10 A 10.2.0.10'], aa: true }
    assert.match(
      judged({}, other, other).join(),
      /answers www\.corp\.example\. A with 10\.2\.0\.10, which we do not/,
    )
    const zone = ourZone({ samples: [sample('www.corp.example.', 10, ['10.1.0.10', '10.1.0.11'])] })
    const [first] = zone.samples
    assert.ok(first !== undefined)
    const samples = [{ sample: first, small: reply(WWW), whole: reply(WWW) }]
    assert.deepEqual(judgeServer(zone, { udp: reply(GOOD), tcp: reply(GOOD), samples }), [])
  })

  test('that has nothing where we have something is a problem', () => {
    assert.match(
      judged({}, { aa: true, rcode: 'NXDOMAIN' }, { aa: true, rcode: 'NXDOMAIN' }).join(),
      /answers nothing/,
    )
  })

  test('must give over TCP what it truncates over UDP', () => {
    const truncated = judged({}, { aa: true, tc: true }, { aa: true, tc: true })
    assert.match(
      truncated.join(),
      /^problem: truncates www\.corp\.example\. A over UDP, and does not give it over TCP/,
    )
    assert.deepEqual(judged({}, { aa: true, tc: true }, WWW), [])
  })
})
