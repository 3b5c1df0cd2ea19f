// RFC 7873: cookies, which tell who really sends from an address.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  answeredFrom,
  askWith,
  catalogOf,
  ednsWith,
  exampleZone,
  exchange,
  requestOf,
  responderFor,
} from '../support/ask.ts'
import { COOKIE, cookieOption, secretsOf } from '../support/cookies.ts'

const QUESTION = 'www.example.com. A'
const CLIENT = '2464c4abcf10c957'
const NOW_MS = 1_700_000_000_000
const responder = responderFor(catalogOf([exampleZone('www A 192.0.2.1')]), 1, {
  cookieSecrets: secretsOf('e5e973e5a6b2a43f48e7dc849e37bfcf'),
})
responder.tick(NOW_MS)

function cookieFor(hex: string): string | undefined {
  return askWith(responder, QUESTION, { options: [cookieOption(hex)] })
    .rcode('NOERROR')
    .option(COOKIE)
}

test('RFC 7873 §4.2: a server cookie has 8 to 32 octets', () => {
  for (const octets of [0, 8, 9, 16, 31, 32])
    assert.notEqual(cookieFor(CLIENT + 'ab'.repeat(octets)), undefined)
})

test('RFC 7873 §5.2.1: who sends no cookie is answered without one', () => {
  assert.deepEqual(askWith(responder, QUESTION, { edns: ednsWith() }).message.edns?.options, [])
})

test('RFC 7873 §5.2.2: a cookie of an impossible length is a format error', () => {
  for (const octets of [0, 1, 7, 9, 15, 41, 100])
    askWith(responder, QUESTION, { options: [cookieOption('ab'.repeat(octets))] })
      .rcode('FORMERR')
      .section('answer', [])
})

test('RFC 7873 §5.2.3: who has only a client cookie gets it back with a server cookie', () => {
  const cookie = cookieFor(CLIENT) ?? ''
  assert.equal(cookie.slice(0, 16), CLIENT)
  assert.equal(cookie.length, 2 * (8 + 16))
})

test('RFC 7873 §5.2.4: a server cookie that is not ours is answered with one that is', () => {
  const good = cookieFor(CLIENT) ?? ''
  const forged = `${good.slice(0, -2)}${good.endsWith('00') ? '01' : '00'}`
  for (const hex of [forged, `${CLIENT}${'00'.repeat(16)}`, `${CLIENT}${'ff'.repeat(8)}`])
    assert.equal(cookieFor(hex), good, hex)
})

test('RFC 7873 §5.2.5: a good server cookie is answered with itself', () => {
  const good = cookieFor(CLIENT) ?? ''
  responder.tick(NOW_MS + 60_000)
  assert.equal(cookieFor(good), good)
  responder.tick(NOW_MS)
})

test('RFC 7873 §6: behind one address each client has a cookie of its own', () => {
  assert.notEqual(cookieFor(CLIENT)?.slice(16), cookieFor('fc93fc62807ddb86')?.slice(16))
})

describe('without a question', () => {
  /** A query for nothing, with these EDNS options. */
  function askNothing(...hex: readonly string[]) {
    const whole = requestOf('. A', { options: hex.map(cookieOption) })
    const request = Buffer.concat([whole.subarray(0, 12), whole.subarray(17)])
    request.writeUInt16BE(0, 4)
    return answeredFrom(exchange(responder, request))
  }

  test('RFC 7873 §5.4: who asks nothing, with a client cookie, gets a server cookie', () => {
    const answer = askNothing(CLIENT).rcode('NOERROR').section('answer', [])
    assert.equal(answer.option(COOKIE), cookieFor(CLIENT))
    assert.equal(answer.message.question, undefined)
  })

  test('RFC 7873 §5.4: a server cookie is confirmed, or BADCOOKIE with a good one', () => {
    const good = cookieFor(CLIENT) ?? ''
    assert.equal(askNothing(good).rcode('NOERROR').option(COOKIE), good)
    assert.equal(
      askNothing(`${CLIENT}${'ab'.repeat(16)}`)
        .rcode('BADCOOKIE')
        .option(COOKIE),
      good,
    )
  })

  test('RFC 7873 §5.4: without a cookie it is a format error', () => {
    askNothing().rcode('FORMERR')
  })
})

test('RFC 7873 §7.1: while secrets change, cookies of either are good', () => {
  const before = 'dd3bdf9344b678b185a6f5cb60fca715'
  const after = '445536bcd2513298075a5d379663c962'
  const server = (current: string, other: string) => {
    const one = responderFor(catalogOf([exampleZone('')]), 1, { cookieSecrets: secretsOf(current, other) })
    one.tick(NOW_MS)
    return (hex: string) =>
      askWith(one, 'example.com. NS', { options: [cookieOption(hex)] }).option(COOKIE) ?? ''
  }
  const old = server(before, before)(CLIENT)
  assert.equal(server(after, before)(old), old)
  const fresh = server(after, before)(CLIENT)
  assert.notEqual(fresh, old)
  assert.equal(server(before, after)(fresh), fresh, 'a server that has not changed yet')
  assert.equal(server(after, after)(old), fresh, 'the old one is forgotten')
})
