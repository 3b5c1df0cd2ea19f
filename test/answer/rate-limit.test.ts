import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { COUNTER, type Counter } from '../../src/answer/counters.ts'
import type { RateLimitOptions } from '../../src/answer/rate-limit.ts'
import { Responder } from '../../src/answer/respond.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import {
  type AskOptions,
  answeredFrom,
  catalogOf,
  exampleZone,
  exchange,
  networkOf,
  PLAIN_RESPONDER,
  requestOf,
  wholeBook,
} from '../support/ask.ts'
import { COOKIE, cookieOption, secretsOf } from '../support/cookies.ts'

const CATALOG = catalogOf([exampleZone('www A 192.0.2.1\nsub NS ns.example.net.\nd DNAME example.net.')])
const DATA = 'www.example.com. A'
const NO_NAME = 'nope.example.com. A'
const REFERRAL = 'sub.example.com. A'
const ERROR = 'www.example.net. A'
const NOW_MS = 1_700_000_000_000

/** A responder with this limit, and what becomes of so many questions. */
class Limited {
  readonly #counters = new Float64Array(COUNTER_CELLS)
  readonly #responder: Responder

  constructor(limit: Partial<RateLimitOptions>) {
    const rateLimit = { perSecond: 5, slip: 0, exempt: [], ...limit }
    const cookieSecrets = secretsOf('e5e973e5a6b2a43f48e7dc849e37bfcf')
    this.#responder = new Responder(this.#counters, { ...PLAIN_RESPONDER, rateLimit, cookieSecrets, seed: 1 })
    this.#responder.use(wholeBook(CATALOG).handle)
    this.#responder.tick(NOW_MS)
  }

  tick(afterMs: number): void {
    this.#responder.tick(NOW_MS + afterMs)
  }

  counted(counter: Counter): number {
    return this.#counters[COUNTER[counter]] ?? 0
  }

  /** How many of `count` such questions are answered in full, truncated, and not at all: `5 0 3`. */
  ask(count: number, question: string, options: AskOptions = {}): string {
    let [whole, truncated, dropped] = [0, 0, 0]
    for (let i = 0; i < count; i++) {
      const reply = this.reply(question, options)
      if (reply.length === 0) dropped++
      else if (answeredFrom(reply).message.flags.tc) truncated++
      else whole++
    }
    return `${whole} ${truncated} ${dropped}`
  }

  reply(question: string, options: AskOptions = {}): Buffer {
    return exchange(this.#responder, requestOf(question, options), options)
  }
}

describe('the rate limit', () => {
  test('lets so many answers a second go to one network, and drops the others', () => {
    const limited = new Limited({})
    assert.equal(limited.ask(8, DATA), '5 0 3')
    assert.equal(limited.counted('rateDropped'), 3)
    assert.equal(limited.counted('noerror'), 5)
  })

  test('is off when it is 0', () => {
    assert.equal(new Limited({ perSecond: 0 }).ask(1000, DATA), '1000 0 0')
  })

  test('counts an IPv4 network of 24 bits as one client, and an IPv6 network of 56', () => {
    const limited = new Limited({})
    assert.equal(limited.ask(5, DATA, { from: [198, 51, 100, 1] }), '5 0 0')
    assert.equal(limited.ask(5, DATA, { from: [198, 51, 100, 254] }), '0 0 5')
    assert.equal(limited.ask(5, DATA, { from: [198, 51, 101, 1] }), '5 0 0')
    const v6 = (seventh: number, eighth: number) => [
      0x20,
      1,
      0xd,
      0xb8,
      0,
      0,
      seventh,
      eighth,
      ...Array(8).fill(1),
    ]
    assert.equal(limited.ask(5, DATA, { from: v6(1, 0) }), '5 0 0')
    assert.equal(limited.ask(5, DATA, { from: v6(1, 255) }), '0 0 5')
    assert.equal(limited.ask(5, DATA, { from: v6(2, 0) }), '5 0 0')
  })

  test('has an account for each kind of answer: a flood of name errors does not silence the others', () => {
    const limited = new Limited({})
    assert.equal(limited.ask(100, NO_NAME), '5 0 95')
    assert.equal(limited.ask(8, DATA), '5 0 3')
    assert.equal(limited.ask(8, REFERRAL), '5 0 3')
    assert.equal(limited.ask(8, ERROR), '5 0 3')
  })

  test('counts all names of a kind together, for a flood asks for another one each time', () => {
    const limited = new Limited({})
    const each = Array.from({ length: 8 }, (_, i) => limited.ask(1, `x${i}.example.com. A`))
    assert.deepEqual(each.slice(0, 5), Array(5).fill('1 0 0'))
    assert.deepEqual(each.slice(5), Array(3).fill('0 0 1'))
  })

  test('holds for answers made by a DNAME, too', () => {
    assert.equal(new Limited({}).ask(8, 'www.d.example.com. A'), '5 0 3')
  })
})

describe('what is over the limit', () => {
  test('slips through truncated every so-many-th time, so that a real client comes over TCP', () => {
    const limited = new Limited({ slip: 2 })
    assert.equal(limited.ask(15, DATA), '5 5 5')
    assert.equal(limited.counted('rateSlipped'), 5)
    assert.equal(new Limited({ slip: 1 }).ask(15, DATA), '5 10 0')
    assert.equal(new Limited({ slip: 5 }).ask(15, DATA), '5 2 8')
  })

  test('what slips through has the question and no records, and is no longer than the request', () => {
    const limited = new Limited({ slip: 1 })
    limited.ask(5, DATA)
    const reply = limited.reply(DATA)
    answeredFrom(reply).flags('qr tc').section('answer', []).section('authority', [])
    assert.equal(reply.length, requestOf(DATA).length)
  })

  test('is answered again as time passes: the account fills at the rate, up to one second of it', () => {
    const limited = new Limited({})
    assert.equal(limited.ask(8, DATA), '5 0 3')
    limited.tick(200)
    assert.equal(limited.ask(3, DATA), '1 0 2')
    limited.tick(800)
    assert.equal(limited.ask(8, DATA), '3 0 5')
    limited.tick(3_600_000)
    assert.equal(limited.ask(8, DATA), '5 0 3')
  })

  test('a clock that is set back neither fills nor empties an account', () => {
    const limited = new Limited({})
    assert.equal(limited.ask(3, DATA), '3 0 0')
    limited.tick(-3_600_000)
    assert.equal(limited.ask(8, DATA), '2 0 6')
    limited.tick(-3_600_000 + 1000)
    assert.equal(limited.ask(8, DATA), '5 0 3')
  })
})

describe('exempt from the limit', () => {
  test('are the networks that the configuration names', () => {
    const limited = new Limited({ exempt: ['10.0.0.0/8', '2001:db8::/32'].map(networkOf) })
    assert.equal(limited.ask(100, DATA, { from: [10, 9, 8, 7] }), '100 0 0')
    assert.equal(limited.ask(100, DATA, { from: [0x20, 1, 0xd, 0xb8, ...Array(12).fill(0)] }), '100 0 0')
    assert.equal(limited.ask(8, DATA, { from: [11, 9, 8, 7] }), '5 0 3')
  })

  test('is who shows a good cookie, for nobody else can have got it', () => {
    const limited = new Limited({})
    const fresh = answeredFrom(limited.reply(DATA, { options: [cookieOption('2464c4abcf10c957')] }))
    const options = [cookieOption(fresh.option(COOKIE) ?? '')]
    assert.equal(limited.ask(100, DATA, { options }), '100 0 0')
    assert.equal(limited.ask(100, DATA, { options, from: [203, 0, 113, 1] }), '5 0 95', 'of another address')
  })

  test('is not who shows a bad cookie or only its own', () => {
    for (const hex of ['2464c4abcf10c957', `2464c4abcf10c957${'ab'.repeat(16)}`])
      assert.equal(new Limited({}).ask(8, DATA, { options: [cookieOption(hex)] }), '5 0 3')
  })

  test('is everybody over TCP and TLS, where addresses cannot be forged', () => {
    for (const transport of ['tcp', 'tls', 'https'] as const)
      assert.equal(new Limited({}).ask(100, DATA, { transport }), '100 0 0')
  })
})

test('the rate follows who really sends, not the client subnet that it tells', () => {
  const limited = new Limited({})
  const subnet = (octet: number) => [
    { code: 8, data: `\0\x01\x18\0\x0a\0${String.fromCharCode(octet)}` as never },
  ]
  let answered = 0
  for (let i = 0; i < 20; i++) if (limited.reply(DATA, { options: subnet(i) }).length > 0) answered++
  assert.equal(answered, 5)
})
