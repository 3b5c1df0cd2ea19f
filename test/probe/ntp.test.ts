import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setImmediate as oneTurn } from 'node:timers/promises'
import { ntp } from '../../src/probe/ntp.ts'
import {
  clientPacket,
  compareClocks,
  readResponse,
  timestampOf,
} from '../../src/probe/protocol/ntp-packet.ts'
import { type NtpAnswer, ntpResponse } from './ntp-peer.ts'
import { type Chrony, startChrony } from './real/chrony.ts'
import { Folder, withoutProgram } from './real/real-server.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { udpServer } from './servers.ts'

describe('chrony itself', { skip: withoutProgram('chronyd') }, () => {
  const folder = new Folder()
  const running: Chrony[] = []
  before(async () => {
    running.push(await startChrony(folder, 3), await startChrony(folder))
  })
  after(async () => {
    for (const { server } of running) await server.kill()
  })
  /** It says that it starts a moment before it listens. */
  const asked = async (which: number, options: Options = {}): Promise<string> => {
    const { port, server } = running[which] ?? assert.fail()
    for (;;) {
      const outcome = await outcomeOf(ntp, { ...options, port: `${port}` })
      if (!outcome.startsWith('refused') || !server.isRunning) return outcome
      await oneTurn()
    }
  }

  test('a server that is synchronized passes, with its stratum and how far our clocks are apart', async () => {
    assert.match(await asked(0), /^ok: stratum 3, offset [+-]\d+\.\d ms$/)
    assert.match(await asked(0, { 'max-offset': '10ms', 'max-distance': '3s' }), /^ok: /)
  })

  test('stratum= bounds how far it is from a reference clock', async () => {
    assert.equal(await asked(0, { stratum: '1-2' }), 'data: stratum 3, expected 1-2')
    assert.equal(await asked(0, { stratum: '4' }), 'data: stratum 3, expected 4')
    assert.match(await asked(0, { stratum: '3' }), /^ok: /)
  })

  test('a server that is not synchronized cannot serve', async () => {
    assert.equal(await asked(1), 'unavailable: its clock is not synchronized')
  })
})

/** The outcome against a server that sends these answers, one datagram each. */
async function outcomeWith(options: Options, ...answers: readonly (NtpAnswer | Buffer)[]): Promise<string> {
  const server = await udpServer((request, reply) => {
    for (const answer of answers) reply(Buffer.isBuffer(answer) ? answer : ntpResponse(request, answer))
  })
  const outcome = await outcomeOf(ntp, { ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

describe('what a server says of itself', () => {
  const cases: readonly (readonly [string, NtpAnswer, string])[] = [
    ['RFC 5905 §7.3: the leap alarm', { leap: 3 }, 'unavailable: its clock is not synchronized'],
    ['RFC 5905 §7.3: a leap second that is announced is no alarm', { leap: 1 }, 'ok: stratum 2, '],
    ['RFC 5905 §7.3: stratum 16', { stratum: 16 }, 'unavailable: its clock is not synchronized'],
    ['RFC 5905 §7.3: stratum 0 without a code', { stratum: 0 }, 'unavailable: its clock is not synchronized'],
    [
      "RFC 5905 §7.4: a kiss-o'-death",
      { stratum: 0, leap: 3, referenceId: 'RATE', hasTimes: false },
      "unavailable: kiss-o'-death RATE",
    ],
    ['an answer without times', { hasTimes: false }, 'protocol: an answer without a time'],
  ]
  for (const [title, answer, outcome] of cases)
    test(`${title} ends as ${outcome.split(':')[0]}`, async () => {
      const seen = await outcomeWith({}, answer)
      assert.ok(seen.startsWith(outcome), seen)
    })

  test('RFC 5905 §6: max-distance= bounds half of its root delay and all of its root dispersion', async () => {
    const answer = { rootDelaySeconds: 1, rootDispersionSeconds: 2 }
    assert.match(await outcomeWith({ 'max-distance': '2500ms' }, answer), /^ok: /)
    const seen = await outcomeWith({ 'max-distance': '2400ms' }, answer)
    assert.equal(seen, 'data: root distance 2.5 s, expected at most 2s400ms')
  })
})

describe('max-offset=', () => {
  test('a clock that is further away fails, whether it is fast or slow', async () => {
    const fast = await outcomeWith({ 'max-offset': '5m' }, { offsetMs: 3_600_000 })
    assert.equal(fast, 'data: offset +3600.0 s, expected at most 5m')
    const slow = await outcomeWith({ 'max-offset': '5m' }, { offsetMs: -3_600_000 })
    assert.equal(slow, 'data: offset -3600.0 s, expected at most 5m')
  })

  test('any offset passes that is not asked for', async () => {
    assert.equal(await outcomeWith({}, { offsetMs: 3_600_000 }), 'ok: stratum 2, offset +3600.0 s')
  })

  test('what a slow way, or our own late reading, explains is not held against the server', async () => {
    const server = await udpServer((request, reply) => {
      const response = ntpResponse(request)
      const until = performance.now() + 100
      while (performance.now() < until);
      reply(response)
    })
    const outcome = await outcomeOf(ntp, { port: `${server.port}`, 'max-offset': '10ms' })
    await server.close()
    assert.match(outcome, /^ok: /)
  })
})

describe('what is no answer is passed over for the one that follows', () => {
  const foreign: readonly (readonly [string, Buffer | NtpAnswer])[] = [
    ['RFC 5905 §8: an answer to another request', ntpResponse(clientPacket(), { stratum: 1 })],
    ['RFC 5905 §7.3: a packet of another mode', { mode: 5, stratum: 1 }],
    ['a packet that is cut off', ntpResponse(clientPacket()).subarray(0, 47)],
  ]
  for (const [title, message] of foreign)
    test(title, async () => {
      assert.match(await outcomeWith({}, message, { stratum: 2 }), /^ok: stratum 2, /)
    })

  test('RFC 5905 §8: what the server gives back is another random number in each request', () => {
    const seen = new Set(Array.from({ length: 8 }, () => clientPacket().toString('hex', 40)))
    assert.equal(seen.size, 8)
    assert.equal(clientPacket().toString('hex', 0, 40), `23${'00'.repeat(39)}`)
  })
})

describe('RFC 5905 §6: times', () => {
  test('1970 is 2208988800 seconds after 1900, and half a second is half of 2^32', () => {
    assert.equal(timestampOf(500), (2_208_988_800n << 32n) | 0x8000_0000n)
  })

  test('RFC 5905 §8: offset and delay come of four times, across the end of an era too', () => {
    const endOfEraMs = Date.UTC(2036, 1, 7, 6, 28, 16)
    const request = clientPacket()
    const message = ntpResponse(request)
    message.writeBigUInt64BE(timestampOf(endOfEraMs + 2000), 32)
    message.writeBigUInt64BE(timestampOf(endOfEraMs + 2000), 40)
    const response = readResponse(message, request) ?? assert.fail()
    assert.ok(timestampOf(endOfEraMs) < timestampOf(endOfEraMs - 1000))
    assert.deepEqual(compareClocks(response, endOfEraMs - 1000, endOfEraMs + 1000), {
      offsetMs: 2000,
      delayMs: 2000,
    })
  })
})

test('options out of their bounds are refused', () => {
  assert.deepEqual(refusals(ntp, { stratum: '3-1', 'max-offset': '1ms', 'max-distance': '2' }), [
    'stratum= must be a number from 1 to 15, or a range: 1-15',
    'max-offset= must be a time from 10ms to 1h, such as 10s',
    'max-distance= must be a time from 10ms to 1h, such as 10s',
  ])
})
