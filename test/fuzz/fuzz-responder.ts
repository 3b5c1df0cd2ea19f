// The responder under damaged requests: twins with different memory around must give the same sound reply, within its slot.
//
//     | guard | slot: request or longest reply, 4 octets more | guard |
//
// The second twin sees other octets behind the request and in the guards, and answers a decoy before each request: what
// it reads of any of these makes its reply differ.
import assert from 'node:assert/strict'
import type { Book } from '../../src/answer/book.ts'
import { Responder } from '../../src/answer/respond.ts'
import type { Transport } from '../../src/answer/responder-options.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import { decodeMessage } from '../../src/dns/message.ts'
import {
  catalogOf,
  ednsWith,
  networkOf,
  PLAIN_RESPONDER,
  requestOf,
  wholeBook,
  zoneFrom,
} from '../support/ask.ts'
import { cookieOption, secretsOf } from '../support/cookies.ts'
import type { Dice } from '../support/peers/dice.ts'
import { type Campaign, runCases } from './cases.ts'
import { FUZZ_ZONE } from './fuzz-zone.ts'
import { anyRequest } from './requests.ts'
import { TimeLimit } from './time-limit.ts'

const GUARD_OCTETS = 2048
/** What respond() documents. */
const SLACK_OCTETS = 4
const MAX_REPLY_OCTETS = { udp: 1232, tcp: 0xffff, tls: 0xffff, https: 0xffff } as const
const MAX_REQUEST_OCTETS = { udp: 2048, tcp: 0xffff, tls: 0xffff, https: 0xffff } as const
const MEMORY_OCTETS = 2 * GUARD_OCTETS + 0xffff + SLACK_OCTETS
const NOW_MS = 1_700_000_000_000
const TRANSPORTS: readonly Transport[] = ['udp', 'udp', 'udp', 'udp', 'udp', 'udp', 'tcp', 'tls', 'https']
/** The first is trusted to speak for others, the second may not ask other.example. */
const CLIENTS = ['c6336401', 'cb007101', '20010db8000000000000000000000001'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

/** Never reaches an answer, so that the dice of both twins stay alike. */
const DECOY = requestOf('nobody.example.net. A', {
  edns: ednsWith({
    options: [cookieOption(`${'ee'.repeat(8)}${'dd'.repeat(32)}`), { code: 3, data: '' as never }],
  }),
})

interface Twin {
  readonly responder: Responder
  readonly memory: Buffer
  /** The guards as they must be. */
  readonly pristine: Buffer
  readonly fill: number
  readonly hasDecoy: boolean
}

/** The longest time for one KB that was seen. */
export function fuzzResponder(campaign: Campaign): number {
  const limit = new TimeLimit(campaign.msPerKb)
  const book = wholeBook(
    catalogOf([FUZZ_ZONE, zoneFrom('@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a.example.com.\n', 'other.example.')], {
      allowQuery: { 'other.example.': ['198.51.100.0/24'] },
    }),
  )
  const { seed } = campaign
  const twins = [twinOf(book, 0xa5, false, seed), twinOf(book, 0x5a, true, seed)] as const
  const timed = twinOf(book, 0, false, seed)
  let input = ''
  const run = (dice: Dice): void => {
    const transport = dice.pick(TRANSPORTS)
    const client = dice.pick(CLIENTS)
    const isBig = transport !== 'udp' && dice.oneIn(8)
    const request = anyRequest(dice, isBig ? MAX_REQUEST_OCTETS[transport] : MAX_REQUEST_OCTETS.udp)
    input = `${transport} from ${client.toString('hex')}: ${request.toString('hex')}`
    const one = replyOf(twins[0], request, client, transport)
    const other = replyOf(twins[1], request, client, transport)
    // One more for the clock, for it may be asked more than once and so choose otherwise.
    limit.hold(request.length, 'respond', () => replyOf(timed, request, client, transport))
    assert.deepEqual(one, other, 'the reply depends on octets that are not of the request')
    isSoundReply(one, request, transport)
  }
  runCases('responder', campaign, run, () => input)
  return limit.worstMsPerKb
}

function twinOf(book: Book, fill: number, hasDecoy: boolean, seed: number): Twin {
  const responder = new Responder(new Float64Array(COUNTER_CELLS), {
    ...PLAIN_RESPONDER,
    trustedSubnetSources: [networkOf('198.51.100.0/24')],
    nsid: 'n'.repeat(100),
    version: 'v',
    cookieSecrets: secretsOf('11'.repeat(16)),
    seed,
  })
  responder.use(book.handle)
  responder.tick(NOW_MS)
  const pristine = Buffer.alloc(MEMORY_OCTETS, fill ^ 0xff)
  return { responder, memory: Buffer.from(pristine), pristine, fill, hasDecoy }
}

function replyOf(twin: Twin, request: Buffer, client: Buffer, transport: Transport): Buffer {
  const { responder, memory, pristine, fill } = twin
  const family = client.length === 4 ? 4 : 6
  const slotEnd = GUARD_OCTETS + Math.max(request.length, MAX_REPLY_OCTETS[transport]) + SLACK_OCTETS
  const ask = (octets: Buffer): number => {
    memory.fill(fill, GUARD_OCTETS, slotEnd)
    octets.copy(memory, GUARD_OCTETS)
    return responder.respond(memory, GUARD_OCTETS, octets.length, client, 0, family, transport)
  }
  if (twin.hasDecoy) ask(DECOY)
  const length = ask(request)
  const reply = Buffer.from(memory.subarray(GUARD_OCTETS, GUARD_OCTETS + length))
  const isUntouched = (from: number, to: number): boolean =>
    memory.compare(pristine, from, to, from, to) === 0
  assert.ok(isUntouched(0, GUARD_OCTETS), 'octets before the slot were written')
  assert.ok(isUntouched(slotEnd, MEMORY_OCTETS), 'octets behind the slot were written')
  memory.fill(fill ^ 0xff, GUARD_OCTETS, slotEnd)
  return reply
}

function isSoundReply(reply: Buffer, request: Buffer, transport: Transport): void {
  if (request.length < 12 || (request[2] as number) >= 0x80) {
    assert.equal(reply.length, 0, 'what is short or a response has no reply')
    return
  }
  assert.ok(reply.length >= 12, 'a request has a reply')
  assert.ok(reply.length <= limitOf(request, transport), `the reply has ${reply.length} octets`)
  assert.equal(reply.readUInt16BE(0), request.readUInt16BE(0), 'the id')
  assert.equal((reply[2] as number) & 0xf8, 0x80 | ((request[2] as number) & 0x78), 'QR and the opcode')
  const decoded = decodeMessage(reply)
  assert.ok('message' in decoded, `${JSON.stringify(decoded)} ${reply.toString('hex')}`)
}

/** RFC 6891: what the client takes, if that can be known. */
function limitOf(request: Buffer, transport: Transport): number {
  if (transport !== 'udp') return MAX_REPLY_OCTETS[transport]
  const decoded = decodeMessage(request)
  const size = 'message' in decoded ? (decoded.message.edns?.udpSize ?? 512) : MAX_REPLY_OCTETS.udp
  return Math.min(MAX_REPLY_OCTETS.udp, Math.max(512, size))
}
