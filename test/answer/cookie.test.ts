import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Cookies } from '../../src/answer/cookie.ts'
import { EdnsRequest } from '../../src/answer/edns-request.ts'
import { secretsOf, writeSecrets } from '../support/cookies.ts'

const CLIENT = '2464c4abcf10c957'
const FIRST = 'e5e973e5a6b2a43f48e7dc849e37bfcf'
const SECOND = 'dd3bdf9344b678b185a6f5cb60fca715'
const THIRD = '445536bcd2513298075a5d379663c962'
const ADDRESS = Uint8Array.of(198, 51, 100, 100)
const NOW = 1_700_000_000

interface Exchanged {
  readonly isGood: boolean
  /** What the client is answered with: its own part, then ours. */
  readonly cookie: string
}

function exchange(cookies: Cookies, hex: string, nowSeconds = NOW, address = ADDRESS): Exchanged {
  const edns = new EdnsRequest()
  const octets = Buffer.from(hex, 'hex')
  octets.forEach((octet, i) => {
    edns.cookie.setUint8(i, octet)
  })
  edns.serverCookieOctets = octets.length - 8
  const family = address.length === 4 ? 4 : 6
  const isGood = cookies.exchange(edns, address, 0, family, nowSeconds)
  return { isGood, cookie: Buffer.from(edns.cookie.buffer).toString('hex', 0, 24) }
}

function madeAt(seconds: number, secret = FIRST): string {
  return exchange(new Cookies(secretsOf(secret)), CLIENT, seconds).cookie
}

describe('secrets', () => {
  test('a cookie made with either secret is good; new ones are made with the first', () => {
    const cookies = new Cookies(secretsOf(FIRST, SECOND))
    assert.deepEqual(exchange(cookies, madeAt(NOW, FIRST)), { isGood: true, cookie: madeAt(NOW, FIRST) })
    assert.deepEqual(exchange(cookies, madeAt(NOW, SECOND)), { isGood: true, cookie: madeAt(NOW, SECOND) })
    assert.deepEqual(exchange(cookies, madeAt(NOW, THIRD)), { isGood: false, cookie: madeAt(NOW, FIRST) })
    assert.deepEqual(exchange(cookies, CLIENT), { isGood: false, cookie: madeAt(NOW, FIRST) })
  })

  test('a roll-over reaches who holds the shared memory at once, and no client notices', () => {
    const shared = secretsOf(FIRST)
    const cookies = new Cookies(shared)
    const old = exchange(cookies, CLIENT).cookie
    writeSecrets(shared, SECOND, FIRST)
    assert.deepEqual(exchange(cookies, old, NOW + 60), { isGood: true, cookie: old })
    const renewed = exchange(cookies, old, NOW + 1800)
    assert.deepEqual(renewed, { isGood: true, cookie: madeAt(NOW + 1800, SECOND) })
    writeSecrets(shared, THIRD, SECOND)
    assert.equal(exchange(cookies, renewed.cookie, NOW + 1900).isGood, true)
    assert.equal(exchange(cookies, old, NOW + 1900).isGood, false)
  })
})

describe('the age of a cookie', () => {
  test('up to half an hour it is answered with itself, then with a new one, up to an hour it is good', () => {
    const cookies = new Cookies(secretsOf(FIRST))
    const old = madeAt(NOW)
    for (const [age, isGood, isKept] of [
      [0, true, true],
      [1799, true, true],
      [1800, true, false],
      [3600, true, false],
      [3601, false, false],
      [1_000_000, false, false],
    ] as const) {
      const cookie = isKept ? old : madeAt(NOW + age)
      assert.deepEqual(exchange(cookies, old, NOW + age), { isGood, cookie }, `${age} s`)
    }
  })

  test('a clock that is behind by five minutes takes it, one that is further behind does not', () => {
    const cookies = new Cookies(secretsOf(FIRST))
    assert.equal(exchange(cookies, madeAt(NOW), NOW - 300).isGood, true)
    assert.equal(exchange(cookies, madeAt(NOW), NOW - 301).isGood, false)
  })
})

describe('who a cookie is for', () => {
  test('one client at one address, of all octets that it has', () => {
    const cookies = new Cookies(secretsOf(FIRST))
    const v6 = Uint8Array.from({ length: 16 }, (_, i) => i)
    const other = Uint8Array.from(v6, (octet, i) => (i === 15 ? octet + 1 : octet))
    const { cookie } = exchange(cookies, CLIENT, NOW, v6)
    assert.equal(exchange(cookies, cookie, NOW, v6).isGood, true)
    assert.equal(exchange(cookies, cookie, NOW, other).isGood, false)
    assert.equal(exchange(cookies, cookie, NOW, v6.subarray(0, 4)).isGood, false)
    assert.equal(exchange(cookies, `ff${cookie.slice(2)}`, NOW, v6).isGood, false)
  })

  test('every bit of it counts, and its length', () => {
    const cookies = new Cookies(secretsOf(FIRST))
    const good = madeAt(NOW)
    for (let bit = 0; bit < good.length * 4; bit++) {
      const octets = Buffer.from(good, 'hex')
      octets[bit >> 3] = (octets[bit >> 3] as number) ^ (1 << (bit & 7))
      assert.equal(exchange(cookies, octets.toString('hex')).isGood, false, `bit ${bit}`)
    }
    assert.equal(exchange(cookies, `${good}00`).isGood, false)
    assert.equal(exchange(cookies, good.slice(0, -2)).isGood, false)
  })
})
