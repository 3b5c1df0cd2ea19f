// RFC 9018: server cookies that every server with the same secret makes and checks alike.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addressFromText } from '../../src/zone/network.ts'
import { askWith, catalogOf, exampleZone, responderFor } from '../support/ask.ts'
import { COOKIE, cookieOption, secretsOf } from '../support/cookies.ts'

const SECRET = 'e5e973e5a6b2a43f48e7dc849e37bfcf'
const CATALOG = catalogOf([exampleZone('')])

interface Asked {
  readonly secrets?: readonly [string, string?]
  readonly from?: string
  readonly atSeconds: number
}

/** The cookie that this one is answered with. */
function answerTo(cookie: string, { secrets = [SECRET], from = '198.51.100.100', atSeconds }: Asked): string {
  const responder = responderFor(CATALOG, 1, { cookieSecrets: secretsOf(...secrets) })
  responder.tick(atSeconds * 1000)
  const address = addressFromText(from) ?? []
  const answer = askWith(responder, 'example.com. NS', { options: [cookieOption(cookie)], from: address })
  return answer.option(COOKIE) ?? ''
}

describe('the test vectors of appendix A', () => {
  test('RFC 9018 §A.1: learning a new server cookie', () => {
    assert.equal(
      answerTo('2464c4abcf10c957', { atSeconds: 1_559_731_985 }),
      '2464c4abcf10c957010000005cf79f111f8130c3eee29480',
    )
  })

  test('RFC 9018 §A.2: the same client learning a renewed server cookie, 40 minutes later', () => {
    assert.equal(
      answerTo('2464c4abcf10c957010000005cf79f111f8130c3eee29480', { atSeconds: 1_559_734_385 }),
      '2464c4abcf10c957010000005cf7a871d4a564a1442aca77',
    )
  })

  test('RFC 9018 §A.3: another client learning a renewed server cookie, its old one with reserved bits', () => {
    const old = 'fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5'
    assert.equal(
      answerTo(old, { from: '203.0.113.203', atSeconds: 1_559_734_700 }),
      'fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e',
    )
    assert.equal(
      answerTo(old, { from: '203.0.113.203', atSeconds: 0x5cf78f71 + 60 }),
      old,
      'while it is young',
    )
  })

  test('RFC 9018 §A.4: an IPv6 client after the secret has been changed', () => {
    const before = 'dd3bdf9344b678b185a6f5cb60fca715'
    const after = '445536bcd2513298075a5d379663c962'
    const from = '2001:db8:220:1:59de:d0f4:8769:82b8'
    const old = '22681ab97d52c298010000005cf7c57926556bd0934c72f8'
    const atSeconds = 1_559_741_961
    assert.equal(answerTo(old, { secrets: [before], from, atSeconds: 1_559_741_817 }), old)
    const renewed = answerTo('22681ab97d52c298', { secrets: [after, before], from, atSeconds })
    assert.equal(renewed, '22681ab97d52c298010000005cf7c609a6bb79d16625507a')
    assert.equal(answerTo(old, { secrets: [after], from, atSeconds }), renewed, 'the old secret is forgotten')
  })
})

describe('the server cookie', () => {
  const CLIENT = '2464c4abcf10c957'
  const MADE_AT = 1_700_000_000
  const cookie = answerTo(CLIENT, { atSeconds: MADE_AT })

  test('RFC 9018 §4: it is a version of 1, reserved octets of 0, the time, and a hash', () => {
    assert.equal(cookie.slice(16, 32), `01000000${MADE_AT.toString(16)}`)
    assert.equal(cookie.length, 48)
  })

  test('RFC 9018 §4.1: one of another version is not ours', () => {
    const other = `${cookie.slice(0, 16)}02${cookie.slice(18)}`
    assert.equal(answerTo(other, { atSeconds: MADE_AT }), cookie)
  })

  test('RFC 9018 §4.3: it is good for an hour, and renewed after half of that', () => {
    assert.equal(answerTo(cookie, { atSeconds: MADE_AT + 1799 }), cookie)
    for (const age of [1800, 3600, 3601, 86_400])
      assert.equal(
        answerTo(cookie, { atSeconds: MADE_AT + age }),
        answerTo(CLIENT, { atSeconds: MADE_AT + age }),
        `${age} s`,
      )
  })

  test('RFC 9018 §4.3: the clock of the server that made it may be ahead of ours by five minutes', () => {
    assert.equal(answerTo(cookie, { atSeconds: MADE_AT - 300 }), cookie)
    assert.notEqual(answerTo(cookie, { atSeconds: MADE_AT - 301 }), cookie)
  })

  test('RFC 9018 §4.3: times are compared around the circle of 32 bits', () => {
    const late = answerTo(CLIENT, { atSeconds: 0xffff_fff0 })
    assert.equal(answerTo(late, { atSeconds: 0x1_0000_0010 }), late)
  })

  test('RFC 9018 §4.4: the hash is over client cookie, version, reserved octets, time and address', () => {
    const atSeconds = MADE_AT + 1
    assert.equal(answerTo(cookie, { atSeconds }), cookie)
    for (const changed of [0, 18, 22, 31, 32, 47].map((at) => flipped(cookie, at)))
      assert.notEqual(answerTo(changed, { atSeconds }), changed, changed)
    assert.notEqual(answerTo(cookie, { atSeconds, from: '198.51.100.101' }), cookie)
    assert.notEqual(answerTo(cookie, { atSeconds, secrets: ['00'.repeat(16)] }), cookie)
  })
})

function flipped(hex: string, at: number): string {
  const digit = (Number.parseInt(hex.charAt(at), 16) ^ 1).toString(16)
  return hex.slice(0, at) + digit + hex.slice(at + 1)
}
