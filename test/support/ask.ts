// Asks questions of zones in zone-file text, through the same plan, publisher, book and responder as the daemon.
import assert from 'node:assert/strict'
import { Book } from '../../src/answer/book.ts'
import type { Catalog } from '../../src/answer/catalog.ts'
import { compileBook } from '../../src/answer/compile.ts'
import { SECRETS_OCTETS } from '../../src/answer/cookie.ts'
import { Responder } from '../../src/answer/respond.ts'
import type { ResponderOptions, Transport } from '../../src/answer/responder-options.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import { viewZone, type ZoneView } from '../../src/answer/zone-view.ts'
import { CHECK_KINDS } from '../../src/control/load/zone-files.ts'
import { planService } from '../../src/control/plan/service-plan.ts'
import { Publisher } from '../../src/control/publish/publisher.ts'
import type { EdnsOption } from '../../src/dns/edns.ts'
import { octetsToHex } from '../../src/dns/encoding.ts'
import { decodeMessage, encodeMessage, type Message } from '../../src/dns/message.ts'
import { type Name, nameFromText, nameToText, ROOT } from '../../src/dns/name.ts'
import { octets32, u32At } from '../../src/dns/octets.ts'
import { rcodeToText } from '../../src/dns/rcode.ts'
import type { WireRecord } from '../../src/dns/record.ts'
import { recordToText } from '../../src/dns/record-text.ts'
import { CLASS, classFromText, typeFromText } from '../../src/dns/type.ts'
import { type State, UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'
import { networkFromText } from '../../src/zone/network.ts'
import { parseZone } from '../../src/zone/parse.ts'
import { formatProblem } from '../../src/zone/print.ts'
import type { Network, Timing, Zone, ZoneRecord } from '../../src/zone/zone.ts'

/** Parses zone text that must be without errors. */
/** Where a zone says nothing. */
export const ASKED_TIMING: Timing = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }

export function zoneFrom(text: string, origin = 'example.com.'): Zone {
  const { zone, problems } = parseZone(text, {
    file: `${origin}zone`,
    origin: nameOf(origin),
    include: (path) => ({ problem: `no such file: ${path}` }),
    checkKinds: CHECK_KINDS,
    timing: ASKED_TIMING,
  })
  assert.ok(zone !== undefined, problems.map(formatProblem).join('\n'))
  return zone
}

export function nameOf(text: string): Name {
  const result = nameFromText(text, ROOT)
  assert.ok('name' in result, text)
  return result.name
}

const HEAD = '$TTL 300\n@ SOA ns1 hostmaster 1 3600 900 604800 60\n  NS ns1\nns1 A 192.0.2.53\n'

/** A zone `example.com.` with SOA, NS and glue before these lines. */
export function exampleZone(lines: string): Zone {
  return zoneFrom(`${HEAD}${lines}\n`)
}

export interface Facts {
  /** Verdicts by target id; all others are up. */
  readonly states?: Readonly<Record<string, State>>
  readonly nowMs?: number
  /** Who may ask a zone, by its origin as text; all others are for everybody. */
  readonly allowQuery?: Readonly<Record<string, readonly string[]>>
}

export function networkOf(text: string): Network {
  const result = networkFromText(text)
  assert.ok(result !== undefined && 'network' in result, text)
  return result.network
}

/** The view of a zone with the serial of its file. */
export function viewOf(zone: Zone, allowQuery?: readonly Network[]): ZoneView {
  const { rdata } = zone.records[0] as ZoneRecord
  return viewZone(zone, octets32(u32At(rdata, rdata.length - 20)), allowQuery)
}

/** The catalog of these zones when the targets are in these states. */
export function catalogOf(zones: readonly Zone[], facts: Facts = {}): Catalog {
  const verdictOf = (id: string): Verdict => {
    const state = facts.states?.[id] ?? 'up'
    return { ...UNKNOWN_VERDICT, state, goods: state === 'up' ? 1 : 0, bads: state === 'down' ? 3 : 0 }
  }
  const planned = zones.map((zone) => {
    const networks = facts.allowQuery?.[nameToText(zone.origin)]?.map(networkOf)
    return { zone, view: viewOf(zone, networks) }
  })
  const plan = planService(planned)
  const publisher = new Publisher(plan, verdictOf, () => undefined, facts.nowMs ?? 0)
  return { zones: plan.views, publicationOf: (pool) => publisher.publicationOf(pool) }
}

export interface AskOptions {
  readonly from?: readonly number[]
  readonly transport?: Transport
  readonly edns?: Message['edns']
  /** Asks with EDNS and these options. */
  readonly options?: readonly EdnsOption[]
  readonly seed?: number
  readonly recursionDesired?: boolean
  readonly checkingDisabled?: boolean
}

/** `edns` as most clients send it, with what is given changed. */
export function ednsWith(changes: Partial<NonNullable<Message['edns']>> = {}): NonNullable<Message['edns']> {
  return { udpSize: 1232, version: 0, dnssecOk: false, options: [], ...changes }
}

/** Nothing told, nothing limited, nobody trusted. */
export const PLAIN_RESPONDER: Omit<ResponderOptions, 'seed'> = {
  trustedSubnetSources: [],
  nsid: '',
  version: '',
  cookieSecrets: new SharedArrayBuffer(SECRETS_OCTETS),
  keepaliveUnits: 100,
  rateLimit: { perSecond: 0, slip: 2, exempt: [] },
}

/** The book of a catalog that holds its zones whole. */
export function wholeBook(catalog: Catalog): Book {
  return new Book(compileBook(catalog.zones), catalog)
}

/** A responder around a fresh book. */
export function responderFor(catalog: Catalog, seed = 1, extra: Partial<ResponderOptions> = {}): Responder {
  const responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, ...extra, seed })
  responder.use(wholeBook(catalog).handle)
  return responder
}

/** The octets of one question: `www.example.com. AAAA`, `version.bind. TXT CH`. */
export function requestOf(question: string, options: AskOptions = {}): Buffer {
  const [name = '', type = 'A', rrclass = 'IN'] = question.split(' ')
  const edns = options.edns ?? (options.options && ednsWith({ options: options.options }))
  const request = encodeMessage({
    id: 0x1234,
    flags: {
      qr: false,
      opcode: 0,
      aa: false,
      tc: false,
      rd: options.recursionDesired ?? false,
      ra: false,
      ad: false,
      cd: options.checkingDisabled ?? false,
    },
    rcode: 0,
    question: { name: nameOf(name), type: typeFromText(type) ?? 0, class: classFromText(rrclass) ?? 1 },
    answer: [],
    authority: [],
    additional: [],
    ...(edns === undefined ? {} : { edns }),
  })
  return Buffer.from(request)
}

/** The reply to these octets; none when they are dropped. */
export function exchange(responder: Responder, request: Uint8Array, options: AskOptions = {}): Buffer {
  const buffer = Buffer.alloc(70_000)
  buffer.set(request, 16)
  const from = options.from ?? [198, 51, 100, 1]
  const family = from.length === 4 ? 4 : 6
  const { transport = 'udp' } = options
  const length = responder.respond(buffer, 16, request.length, Uint8Array.from(from), 0, family, transport)
  return buffer.subarray(16, 16 + length)
}

export function askWith(responder: Responder, question: string, options: AskOptions = {}): Answered {
  const reply = exchange(responder, requestOf(question, options), options)
  return answeredFrom(reply, question)
}

export function answeredFrom(reply: Uint8Array, what = ''): Answered {
  const decoded = decodeMessage(reply)
  assert.ok('message' in decoded, `${what}: ${JSON.stringify(decoded)}`)
  return new Answered(decoded.message, reply.length)
}

/** One answer, with expectations written as zone-file lines. */
export class Answered {
  readonly message: Message
  readonly length: number

  constructor(message: Message, length: number) {
    this.message = message
    this.length = length
  }

  /** The answer section, in any order; the rcode is NOERROR. */
  answers(...lines: string[]): this {
    return this.rcode('NOERROR').section('answer', lines)
  }

  section(section: 'answer' | 'authority' | 'additional', lines: readonly string[]): this {
    assert.deepEqual(this.message[section].map(lineOf).sort(), lines.map(normal).sort(), section)
    return this
  }

  /** The data of an EDNS option in hex; undefined when it is not there. */
  option(code: number): string | undefined {
    const found = this.message.edns?.options.find((option) => option.code === code)
    return found && octetsToHex(found.data).toLowerCase()
  }

  rcode(rcode: string): this {
    assert.equal(rcodeToText(this.message.rcode), rcode)
    return this
  }

  /** Flags that are set, in the order of dig: `qr aa rd`. */
  flags(flags: string): this {
    const { qr, aa, tc, rd, ra, ad, cd } = this.message.flags
    const set = Object.entries({ qr, aa, tc, rd, ra, ad, cd }).flatMap(([name, is]) => (is ? [name] : []))
    assert.equal(set.join(' '), flags)
    return this
  }
}

/** `www.example.com. 30 A 192.0.2.1`, with the class when it is another than IN. */
function lineOf(record: WireRecord): string {
  const line = normal(recordToText(record))
  return record.class === CLASS.IN
    ? line
    : line.replace(/^\S+ \d+/, `$& ${record.class === CLASS.CH ? 'CH' : `CLASS${record.class}`}`)
}

/** Single blanks, the class IN left out. */
function normal(line: string): string {
  return line
    .replace(/\s+/g, ' ')
    .replace(/^(\S+ \d+) IN /, '$1 ')
    .trim()
}

/** Asks one question of `example.com.` with these lines. */
export function ask(lines: string, question: string, options: AskOptions & Facts = {}): Answered {
  return askWith(responderFor(catalogOf([exampleZone(lines)], options), options.seed), question, options)
}
