// Zones at random with their book and the plain algorithm beside it: both are asked the same.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Book } from '../../src/answer/book.ts'
import type { Catalog } from '../../src/answer/catalog.ts'
import { compileBook } from '../../src/answer/compile.ts'
import { xorshift32 } from '../../src/answer/dice.ts'
import { lookup } from '../../src/answer/lookup.ts'
import type { Pool } from '../../src/answer/pool.ts'
import type { Publication } from '../../src/answer/publish.ts'
import type { AnsweredSet, Reply } from '../../src/answer/reply.ts'
import { Responder } from '../../src/answer/respond.ts'
import { choose } from '../../src/answer/tree.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import { viewZone } from '../../src/answer/zone-view.ts'
import { liveZones } from '../../src/control/load/live-zones.ts'
import { planService } from '../../src/control/plan/service-plan.ts'
import { Publisher } from '../../src/control/publish/publisher.ts'
import { decodeMessage, encodeQuery, type Message } from '../../src/dns/message.ts'
import { foldCase, type Name, nameFromText, nameToText } from '../../src/dns/name.ts'
import { octets32 } from '../../src/dns/octets.ts'
import { RCODE } from '../../src/dns/rcode.ts'
import type { WireRecord } from '../../src/dns/record.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { TYPE } from '../../src/dns/type.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { PLAIN_RESPONDER, zoneFrom } from './ask.ts'

const LABELS = ['a', 'b', 'c', '*', 'long-label-of-some-length'] as const
const QTYPES = [
  TYPE.DNAME,
  TYPE.NSEC,
  TYPE.A,
  TYPE.AAAA,
  TYPE.MX,
  TYPE.TXT,
  TYPE.CNAME,
  TYPE.NS,
  TYPE.DS,
  TYPE.SOA,
  TYPE.ANY,
  TYPE.SRV,
  65_400,
]

const owner = fc
  .array(fc.constantFrom(...LABELS), { minLength: 0, maxLength: 3 })
  .map((labels) => (labels.length === 0 ? '@' : labels.join('.')))
const host = fc.oneof(owner, fc.constant('elsewhere.example.net.'))
const octet = fc.integer({ min: 1, max: 4 })
const note = fc.constantFrom(
  '',
  '',
  ';@ check=c1',
  ';@ check=c1 weight=3',
  ';@ standby check=c1',
  ';@ check=c1 for=10.0.0.0/8',
  ';@ last',
)
export const line = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(owner, octet, note).map(([name, n, text]) => `${name} A 192.0.2.${n} ${text}`),
  },
  { weight: 1, arbitrary: fc.tuple(owner, octet).map(([name, n]) => `${name} AAAA 2001:db8::${n}`) },
  { weight: 2, arbitrary: fc.tuple(owner, host).map(([name, to]) => `${name} CNAME ${to}`) },
  { weight: 1, arbitrary: fc.tuple(owner, host, octet).map(([name, to, n]) => `${name} MX ${n} ${to}`) },
  { weight: 1, arbitrary: fc.tuple(owner, host).map(([name, to]) => `${name} NS ${to}`) },
  { weight: 1, arbitrary: fc.tuple(owner, host).map(([name, to]) => `${name} DNAME ${to}`) },
  { weight: 1, arbitrary: owner.map((name) => `${name} TXT "some text" "and more"`) },
)
const pick = fc.constantFrom('all', 'weighted', 'sticky')

/** Lines that make a zone without errors: whatever the parser refuses is taken out. */
export function zoneOfLines(lines: readonly string[]): Zone {
  const kept: string[] = []
  const head = '$TTL 300\n;@ check c1 tcp port=80\n@ SOA ns h 1 3600 900 604800 60\n NS ns.elsewhere.net.\n'
  let zone = zoneFrom(head)
  for (const one of lines) {
    try {
      zone = zoneFrom(`${head}${[...kept, one].join('\n')}\n`)
      kept.push(one)
    } catch {
      // Refused by the parser: this line does not go with the others.
    }
  }
  return zone
}

export interface World {
  /** All that the zones declare: for the plain algorithm. */
  readonly catalog: Catalog
  /** Compiled from the whole zones; then it has at hand what the control plane keeps of them, and no more. */
  readonly book: Book
  readonly publisher: Publisher
  readonly keys: readonly string[]
  setState(id: string, state: Verdict['state']): void
  readonly targets: readonly string[]
}

/** `spareOctets`: how much room the arena has for patches; what is usual when it is not said. */
export function worldOf(zones: readonly Zone[], spareOctets?: number): World {
  const whole = zones.map((zone) => ({ zone, view: viewZone(zone, octets32(7)) }))
  const views = new Map(whole.map(({ view }) => [view.origin, view]))
  const roomy = compileBook(views)
  const { arena, usedOctets } = roomy
  const compiled =
    spareOctets === undefined ? roomy : { ...roomy, arena: arena.slice(0, usedOctets + spareOctets) }
  const live = liveZones(whole, compiled.dependents).map((zone) => ({
    zone,
    view: viewZone(zone, octets32(7)),
  }))
  const plan = planService(live)
  const states = new Map<string, Verdict>()
  const publisher = new Publisher(
    plan,
    (id) => states.get(id),
    () => undefined,
    0,
  )
  const publicationOf = (pool: Pool): Publication => publisher.publicationOf(pool)
  return {
    catalog: { zones: views, publicationOf },
    book: new Book(compiled, { zones: plan.views, publicationOf }),
    publisher,
    keys: [...plan.pools.keys()],
    targets: [...plan.targets.keys()],
    setState: (id, state) =>
      states.set(id, { ...UNKNOWN_VERDICT, state, goods: 1, bads: state === 'down' ? 3 : 0 }),
  }
}

export function questionsFor(zones: readonly Zone[]): Name[] {
  const names = new Set<string>()
  for (const zone of zones)
    for (const { owner } of zone.records) {
      const text = nameToText(owner)
      for (const name of [text, `x.${text}`, `a.b.${text}`, text.replace('*', 'y')]) names.add(name)
    }
  names.add('example.net.')
  return [...names].flatMap((text) => {
    const result = nameFromText(text, '\0' as Name)
    return 'name' in result ? [result.name] : []
  })
}

const SEED = 4711

export class Client {
  readonly #responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, seed: SEED })
  readonly #buffer = Buffer.alloc(70_000)
  #dice = SEED

  constructor(book: Book) {
    this.#responder.use(book.handle)
  }

  /** The answer on the wire, and the plain algorithm's for the same dice. */
  ask(
    catalog: Catalog,
    name: Name,
    type: number,
    address: readonly number[],
  ): { wire: Message; plain: Reply } {
    const request = encodeQuery({ name, type, class: 1 })
    this.#buffer.set(request, 0)
    const length = this.#responder.respond(
      this.#buffer,
      0,
      request.length,
      Uint8Array.from(address),
      0,
      address.length === 4 ? 4 : 6,
      'tcp',
    )
    const decoded = decodeMessage(this.#buffer.subarray(0, length))
    assert.ok('message' in decoded, JSON.stringify(decoded))
    const plain = lookup(catalog, name, type)
    const refused = 'leaf' in plain && plain.leaf.rcode === RCODE.REFUSED
    if (!refused) this.#dice = xorshift32(this.#dice)
    return { wire: decoded.message, plain: choose(plain, { address, random: this.#dice >>> 0 }) }
  }
}

function linesOfSets(sets: readonly AnsweredSet[]): string[] {
  return sets.flatMap(({ owner, type, ttlSeconds, rdatas }) =>
    rdatas.map((rdata) => folded({ owner, type, ttlSeconds, rdata })),
  )
}

function folded(record: Parameters<typeof recordToText>[0]): string {
  return recordToText({ ...record, owner: foldCase(record.owner) }).toLowerCase()
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)]
}

/** What is on the wire is what the plain algorithm says. */
export function assertSame({ wire, plain }: { wire: Message; plain: Reply }, what: string): void {
  // A wildcard is compiled once for all names. Where its alias loops back to the very name that was asked, that one
  // record is met twice; as a set (RFC 2181 §5) the answer is the same.
  const section = (records: readonly WireRecord[]): string[] => distinct(records.map(folded))
  assert.equal(wire.rcode, plain.rcode, what)
  assert.equal(wire.flags.aa, plain.authoritative, what)
  assert.deepEqual(section(wire.answer), distinct(linesOfSets(plain.answer)), what)
  assert.deepEqual(section(wire.authority), linesOfSets(plain.authority), what)
  assert.deepEqual(section(wire.additional), linesOfSets([...plain.glue, ...plain.additional]), what)
}

export function compareAll(client: Client, world: Pick<World, 'catalog'>, zones: readonly Zone[]): void {
  for (const name of questionsFor(zones))
    for (const type of QTYPES)
      for (const address of [
        [10, 1, 2, 3],
        [192, 0, 2, 77],
      ])
        assertSame(client.ask(world.catalog, name, type, address), `${nameToText(name)} ${type}`)
}

export const zoneLines = fc.tuple(fc.array(line, { minLength: 1, maxLength: 14 }), pick, octet)
