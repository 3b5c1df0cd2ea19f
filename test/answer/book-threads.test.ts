// The book while it is patched: another thread reads it all the time, without a lock.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { MessageChannel, Worker } from 'node:worker_threads'
import { Book } from '../../src/answer/book.ts'
import { compileBook } from '../../src/answer/compile.ts'
import { BookReader } from '../../src/answer/reader.ts'
import { Responder } from '../../src/answer/respond.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import { planService } from '../../src/control/plan/service-plan.ts'
import { Publisher } from '../../src/control/publish/publisher.ts'
import { TYPE } from '../../src/dns/type.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'
import { plainEditOf } from '../../src/zone/plain-edit.ts'
import { amendmentFor, optionsFor } from '../support/amended-book.ts'
import { exampleZone, PLAIN_RESPONDER, requestOf, viewOf, zoneFrom } from '../support/ask.ts'
import { worldOf } from '../support/book-world.ts'
import { type Asked, type ReaderReport, WORD } from './reading-thread.ts'

/** Each name has one answer at a time, so that a reply is right or wrong whatever the dice say. */
const ZONE = exampleZone(`;@ check web tcp port=80
www 30 A 192.0.2.10 ;@ primary check=web
www 30 A 192.0.2.11 ;@ standby check=web
@ MX 10 mail
mail 30 A 192.0.2.20 ;@ primary check=web
mail 30 A 192.0.2.21 ;@ standby check=web
*.wild 30 A 192.0.2.30 ;@ primary check=web
*.wild 30 A 192.0.2.31 ;@ standby check=web
alias CNAME www
plain 30 A 192.0.2.40
text TXT a-text-that-is-longer-than-an-address-so-that-blocks-of-several-sizes-are-reused ;@ check=host
;@ check host tcp port=81 address=192.0.2.50
text TXT another ;@ standby check=host`)

const QUESTIONS = [
  'www A',
  'mail A',
  '@ MX',
  'x.wild A',
  'y.wild AAAA',
  'alias A',
  'plain A',
  'no A',
  'text TXT',
]
const TARGETS = ['192.0.2.10/web', '192.0.2.20/web', '192.0.2.30/web', '192.0.2.50/host']
const FLIPS = 3000

interface Flipping {
  readonly book: Book
  /** Bit i: target i is down. */
  setDown(bits: number): void
}

function flippingBook(): Flipping {
  const view = viewOf(ZONE)
  const plan = planService([{ zone: ZONE, view }])
  let down = 0
  const verdictOf = (id: string): Verdict => {
    const isDown = (down & (1 << TARGETS.indexOf(id))) !== 0 && TARGETS.includes(id)
    return { ...UNKNOWN_VERDICT, state: isDown ? 'down' : 'up', goods: 1, bads: isDown ? 3 : 0 }
  }
  const publisher = new Publisher(plan, verdictOf, () => undefined, 0)
  const catalog = { zones: plan.views, publicationOf: publisher.publicationOf.bind(publisher) }
  const book = new Book(compileBook(plan.views), catalog)
  const setDown = (bits: number): void => {
    down = bits
    book.patch(publisher.refresh(plan.pools.keys(), 0).changed)
  }
  return { book, setDown }
}

function requestsOf(questions: readonly string[]): Buffer[] {
  return questions.map((question) => {
    const [name, type] = question.split(' ')
    return requestOf(`${name === '@' ? '' : `${name}.`}example.com. ${type}`)
  })
}

/** What a single thread is told now, which other tests hold to RFC 1034. */
function collectReplies(book: Book, requests: readonly Buffer[], right: readonly Set<string>[]): void {
  const responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, seed: 1 })
  responder.use(book.handle)
  for (const [i, request] of requests.entries()) {
    const message = Buffer.alloc(70_000)
    message.set(request)
    const length = responder.respond(message, 0, request.length, Uint8Array.of(192, 0, 2, 1), 0, 4, 'tcp')
    right[i]?.add(message.toString('hex', 0, length))
  }
}

/** Each question with its replies in all states. */
function askedWithReplies(): Asked[] {
  const { book, setDown } = flippingBook()
  const requests = requestsOf(QUESTIONS)
  const right = requests.map(() => new Set<string>())
  for (let bits = 0; bits < 2 ** TARGETS.length; bits++) {
    setDown(bits)
    collectReplies(book, requests, right)
  }
  return requests.map((request, i) => ({ request, right: right[i] ?? new Set() }))
}

/** The octets of the arena in which the answer to `www A` stands now, and how to look at them again. */
function heldAnswer({ book }: Flipping): () => string {
  const reader = new BookReader(book.handle)
  const name = Buffer.from('\x03www\x07example\x03com\0\0\0\0', 'latin1')
  const view = new DataView(name.buffer, name.byteOffset, name.length)
  const node = reader.find(view, 0, name.length - 3)
  const ref = reader.entry(node, TYPE.A)
  const octets = new Uint8Array(book.handle.arena, ref, 32)
  return () => Buffer.from(octets).toString('hex')
}

/** What stands where the answer to `www A` stood at first, while pools flip and memory is reclaimed up to `slowest`. */
function contentsWhile(flipping: Flipping, slowest: (book: Book) => number): Set<string> {
  const held = heldAnswer(flipping)
  const contents = new Set([held()])
  for (let flip = 1; flip <= 100; flip++) {
    flipping.setDown(((flip * 11) ^ (flip >> 1)) % 2 ** TARGETS.length)
    flipping.book.reclaim(slowest(flipping.book))
    contents.add(held())
  }
  return contents
}

describe('the book', () => {
  test('an answer that a reader may still hold is overwritten only after it has passed the generation', () => {
    assert.equal(
      contentsWhile(flippingBook(), () => 1).size,
      1,
      'the reader is still in the first generation',
    )
    assert.ok(contentsWhile(flippingBook(), (one) => one.generation).size > 1, 'it has passed them all')
  })

  test('read by one thread while another patches it gives whole answers only, old or new', async () => {
    const { book, setDown } = flippingBook()
    await readWhile(book, askedWithReplies(), async (passed) => {
      for (let flip = 1; flip <= FLIPS; flip++) {
        setDown(flip % 2 ** TARGETS.length)
        book.reclaim(passed())
        if (flip % 100 === 0) await new Promise(setImmediate)
      }
    })
  })

  test('read by one thread while another amends and patches it gives whole answers only, old or new', async () => {
    const amending = new Amending()
    await readWhile(amending.book, repliesWhileAmended(), async (passed) => {
      for (let turn = 0; turn < AMENDMENTS; turn++) {
        amending.turn()
        amending.book.reclaim(passed())
        if (turn % 20 === 0) await new Promise(setImmediate)
      }
    })
  })
})

/** `work` while a thread asks the questions; `passed` is the generation that it has come to. */
async function readWhile(
  book: Book,
  questions: Asked[],
  work: (passed: () => number) => Promise<void>,
): Promise<void> {
  const control = new SharedArrayBuffer(12)
  const words = new Int32Array(control)
  const { port1, port2 } = new MessageChannel()
  const workerData = { arena: book.handle.arena, control, questions, port: port2 }
  const entry = new URL('./reading-thread.ts', import.meta.url)
  const thread = new Worker(entry, { workerData, transferList: [port2] })
  const reported = once(port1, 'message') as Promise<[ReaderReport]>
  const exited = once(thread, 'exit')
  await Atomics.waitAsync(words, WORD.begun, 0).value
  try {
    await work(() => Atomics.load(words, WORD.generation))
  } finally {
    Atomics.store(words, WORD.stop, 1)
  }
  const [{ asked, wrong, seen }] = await reported
  await exited
  assert.deepEqual(wrong, [])
  const all = questions.reduce((sum, { right }) => sum + right.size, 0)
  assert.ok(asked > 0 && seen <= all, `${asked} asked, ${seen} of ${all} replies seen`)
}

const LARGER = `$TTL 300
@ SOA ns h 1 3600 900 604800 60
@ NS ns
ns A 192.0.2.53
;@ check web tcp port=80
pool A 192.0.2.10 ;@ primary check=web
pool A 192.0.2.11 ;@ standby check=web
topool CNAME pool
mail MX 10 host
alias CNAME host
*.wild CNAME host
*.open A 192.0.2.30
open TXT open
toname CNAME a.open
${Array.from({ length: 20 }, (_, i) => `other-${i} A 192.0.2.${i}`).join('\n')}
`
/** One after the other they create, replace and remove names, single answers and whole nodes. */
const VERSIONS = [
  'host A 192.0.2.1',
  'host A 192.0.2.2\nnew A 192.0.2.3\na.open TXT "here"',
  'host AAAA 2001:db8::2\nhost A 192.0.2.2\nnew TXT "of another length"\nb.new AAAA 2001:db8::3\na.open A 192.0.2.4',
  'host AAAA 2001:db8::2\nhost A 192.0.2.2\nnew TXT "of another length"\nsecond A 192.0.2.5',
].map((lines) => `${LARGER}${lines}\n`)
const ASKED_WHILE_AMENDED = [
  ...['host A', 'host AAAA', 'alias A', 'alias AAAA', 'x.wild AAAA', 'mail MX', 'topool A', 'pool A'],
  ...[
    'new A',
    'new TXT',
    'b.new AAAA',
    'c.new A',
    'second A',
    'third A',
    'a.open A',
    'x.a.open A',
    'b.open A',
  ],
  ...['toname A', 'other-7 A', '@ SOA'],
]
const AMENDMENTS = 600

/** A zone that goes through its versions again and again, while its pool flips. */
class Amending {
  readonly #world = worldOf([zoneFrom(VERSIONS[0] as string)])
  #turn = 0

  get book(): Book {
    return this.#world.book
  }

  turn(): void {
    const [before, after] = [0, 1].map((later) => VERSIONS[(this.#turn + later) % VERSIONS.length] as string)
    this.#turn++
    const plain = plainEditOf(Buffer.from(before ?? ''), Buffer.from(after ?? ''), optionsFor('example.com.'))
    const known = plain && amendmentFor(plain, [], this.#world)
    assert.ok(known !== undefined, `turn ${this.#turn}`)
    this.book.amend(known.amendment, {
      ...this.#world.catalog,
      zones: new Map(known.zones.map(({ view }) => [view.origin, view])),
    })
    this.#world.setState('192.0.2.10/web', this.#turn % 3 === 0 ? 'down' : 'up')
    this.book.patch(this.#world.publisher.refresh(this.#world.keys, 0).changed)
  }
}

/** As one thread alone sees them. */
function repliesWhileAmended(): Asked[] {
  const amending = new Amending()
  const requests = requestsOf(ASKED_WHILE_AMENDED)
  const right = requests.map(() => new Set<string>())
  collectReplies(amending.book, requests, right)
  for (let turn = 0; turn < 6 * VERSIONS.length; turn++) {
    amending.turn()
    collectReplies(amending.book, requests, right)
  }
  return requests.map((request, i) => ({ request, right: right[i] ?? new Set() }))
}
