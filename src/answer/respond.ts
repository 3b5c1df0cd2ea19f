// The data plane's whole answer: a request in, the reply in the same place, from the book alone.
//
//   admit (header) -> question -> EDNS -> find the name in the book -> choose the leaf -> rate -> copy, fix pointers -> OPT
//
// Nothing is allocated, and nobody is asked: the worker knows only the book.
import { RCODE } from '../dns/rcode.ts'
import { CLASS, TYPE } from '../dns/type.ts'
import type { Network } from '../zone/zone.ts'
import { admit, FATE } from './admit.ts'
import type { Asking } from './asking.ts'
import type { BookHandle } from './book-handle.ts'
import { Chaos } from './chaos.ts'
import { holdsOctets } from './client-class.ts'
import { Cookies } from './cookie.ts'
import { COUNTER, RCODE_COUNTER } from './counters.ts'
import { xorshift32 } from './dice.ts'
import { EdnsRequest } from './edns-request.ts'
import { EXTENDED_ERROR } from './extended-error.ts'
import { findAnswer } from './find-answer.ts'
import { DNS_HEADER_OCTETS, FLAG_APEX, QUESTION_TAIL_OCTETS } from './layout.ts'
import { MAX_UDP_OCTETS, OptWriter } from './opt-writer.ts'
import { Question } from './question.ts'
import { KIND, kindOfLeaf, LIMITED, RateLimit } from './rate-limit.ts'
import { BookReader } from './reader.ts'
import { AUTHORITATIVE, ReplyWriter, TRUNCATED } from './reply-writer.ts'
import type { ResponderOptions, Transport } from './responder-options.ts'
import { Substitution } from './substitution.ts'
import { cellsOf, ROW_CELLS } from './zone-counters.ts'

const MAX_TCP_OCTETS = 65_535
const MIN_UDP_OCTETS = 512

export class Responder {
  readonly #counters: Float64Array
  readonly #trusted: readonly Network[]
  readonly #question = new Question()
  readonly #edns = new EdnsRequest()
  readonly #writer = new ReplyWriter()
  readonly #opt: OptWriter
  readonly #chaos: Chaos
  readonly #cookies: Cookies
  readonly #rates: RateLimit | undefined
  readonly #substitution = new Substitution()
  readonly #asking: Asking = { random: 0, clients: new Uint8Array(0), at: 0, family: 4, scope: 0 }
  #book: BookReader | undefined
  #nowMs = 0
  /** Where a reply is counted by zone and transport, less the index of its rcode's counter. */
  #cells = 0
  #transport: Transport = 'udp'
  /** This request has shown a cookie that only its address can have got. */
  #isVouched = false
  #extendedError: number = EXTENDED_ERROR.none

  constructor(counters: Float64Array, options: ResponderOptions) {
    this.#counters = counters
    this.#trusted = options.trustedSubnetSources
    this.#opt = new OptWriter({ nsid: Buffer.from(options.nsid), keepaliveUnits: options.keepaliveUnits })
    this.#chaos = new Chaos({ version: options.version, id: options.nsid })
    this.#cookies = new Cookies(options.cookieSecrets)
    this.#rates = options.rateLimit.perSecond > 0 ? new RateLimit(options.rateLimit) : undefined
    this.#asking.random = options.seed | 1
  }

  use(handle: BookHandle): void {
    this.#book = new BookReader(handle)
  }

  /** Tells the time, wall clock ms: before each batch of requests, for cookies and rates. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs
  }

  /** The generation of the book from which the next request is answered. */
  get generation(): number {
    return this.#book?.generation ?? 0
  }

  /**
   * Answers the request in message[start, start + length) in place; returns the octets of the reply, 0 to send none.
   * From `start` the message must have room for the transport's largest reply and 4 octets more. The client's address
   * stands at clients[clientAt…], 4 or 16 octets as `family` (4 or 6) says.
   */
  respond(
    message: Buffer,
    start: number,
    length: number,
    clients: Uint8Array,
    clientAt: number,
    family: 4 | 6,
    transport: Transport,
  ): number {
    this.#writer.use(message)
    this.#transport = transport
    const transportCounter = COUNTER[transport]
    this.#count(transportCounter)
    this.#cells = cellsOf(transportCounter)
    const fate = admit(message, start, length)
    this.#asking.clients = clients
    this.#asking.at = clientAt
    this.#asking.family = family
    if (fate !== FATE.answer) return this.#turnAway(fate, start, length)
    if (!this.#question.read(message, start + DNS_HEADER_OCTETS, start + length))
      return this.#bare(start, RCODE.FORMERR)
    if (!this.#readEdns(start, length)) return this.#withoutRecords(start, RCODE.FORMERR)
    if (this.#edns.tsig.present) return this.#unknownKey(start)
    if (this.#edns.present) {
      if (this.#edns.version !== 0) return this.#withoutRecords(start, RCODE.BADVERS)
      if (this.#edns.hasCookie) this.#exchangeCookie()
      if (this.#edns.subnetFamily !== 0) this.#considerSubnet()
    }
    return this.#answer(start, clients, clientAt, family)
  }

  /** RFC 8945 §5.2.1: none of our keys, for we have none. */
  #unknownKey(start: number): number {
    const { view } = this.#writer
    const { tsig } = this.#edns
    const length = this.#withoutRecords(start, RCODE.NOTAUTH)
    if (length + tsig.octets > this.#limit()) return length
    view.setUint16(start + 10, view.getUint16(start + 10) + 1)
    return tsig.write(view, start + length) - start
  }

  #turnAway(fate: number, start: number, length: number): number {
    if (fate === FATE.notimp) return this.#bare(start, RCODE.NOTIMP)
    if (fate === FATE.formerr) return this.#bare(start, RCODE.FORMERR)
    if (fate === FATE.noQuestion) return this.#cookieOnly(start, length)
    this.#count(fate === FATE.dropShort ? COUNTER.droppedShort : COUNTER.droppedResponse)
    return 0
  }

  /** RFC 7873 §5.4: without a question a client may ask for a cookie alone, or whether the one that it has is good. */
  #cookieOnly(start: number, length: number): number {
    this.#question.none()
    const isRead = this.#readEdns(start, length)
    if (!isRead || !this.#edns.hasCookie) return this.#bare(start, RCODE.FORMERR)
    this.#exchangeCookie()
    this.#edns.subnetFamily = 0
    const isBad = this.#edns.serverCookieOctets > 0 && !this.#isVouched
    const rcode = isBad ? RCODE.BADCOOKIE : RCODE.NOERROR
    return this.#finish(start, this.#writer.bare(start, rcode) + start, rcode)
  }

  #readEdns(start: number, length: number): boolean {
    const { view } = this.#writer
    const additional = view.getUint16(start + 10)
    const records = view.getUint16(start + 6) + view.getUint16(start + 8) + additional
    this.#isVouched = false
    this.#extendedError = EXTENDED_ERROR.none
    if (!this.#edns.read(view, this.#questionEnd(start), start + length, records, additional)) return false
    if (this.#edns.present) this.#count(COUNTER.edns)
    return true
  }

  #exchangeCookie(): void {
    const { clients, at, family } = this.#asking
    this.#isVouched = this.#cookies.exchange(this.#edns, clients, at, family, Math.floor(this.#nowMs / 1000))
    this.#count(this.#isVouched ? COUNTER.cookieGood : COUNTER.cookieOther)
  }

  /** RFC 7871 §11.3: a client subnet is believed only from resolvers that were named. */
  #considerSubnet(): void {
    const asking = this.#asking
    const edns = this.#edns
    for (let i = 0; i < this.#trusted.length; i++)
      if (holdsOctets(this.#trusted[i] as Network, asking.clients, asking.at, asking.family === 4 ? 4 : 16)) {
        // RFC 7871 §7.1.2: without a single bit the answer is for who asks.
        if (edns.subnetPrefix === 0) return
        asking.clients = edns.subnet
        asking.at = 0
        asking.family = edns.subnetFamily === 4 ? 4 : 6
        return
      }
    edns.subnetFamily = 0
  }

  /** `clients…` is who really sends: rates and permissions do not follow a client subnet. */
  #answer(start: number, clients: Uint8Array, clientAt: number, family: 4 | 6): number {
    const book = this.#book
    const question = this.#question
    if (book === undefined) return this.#withoutRecords(start, RCODE.SERVFAIL, EXTENDED_ERROR.notReady)
    if (question.class === CLASS.CH) return this.#chaotic(start)
    // RFC 1035 §3.2.5 QCLASS: all our data is IN.
    if (question.class !== CLASS.IN && question.class !== CLASS.ANY) return this.#refuse(start)
    const ref = findAnswer(book, this.#writer.view, start + DNS_HEADER_OCTETS, question)
    if (ref !== 0) this.#cells += book.zoneRow(question.node) * ROW_CELLS
    if (question.type === TYPE.AXFR || question.type === TYPE.IXFR) return this.#refuseTransfer(start, ref)
    if (ref === 0) return this.#limited(start, KIND.error, clients, clientAt, family) ?? this.#refuse(start)
    const { node } = question
    if (book.isRestricted(node) && !book.allows(node, clients, clientAt, family))
      return this.#limited(start, KIND.error, clients, clientAt, family) ?? this.#deny(start)
    this.#asking.random = xorshift32(this.#asking.random)
    if (ref < 0)
      return this.#limited(start, KIND.data, clients, clientAt, family) ?? this.#substitute(start, -ref)
    const leaf = book.leaf(ref, this.#asking)
    this.#edns.subnetScope = this.#edns.subnetPrefix === 0 ? 0 : this.#asking.scope
    if (this.#rates !== undefined) {
      const limited = this.#limited(
        start,
        kindOfLeaf(book.words[leaf >> 2] as number),
        clients,
        clientAt,
        family,
      )
      if (limited !== undefined) return limited
    }
    return this.#copy(start, book, leaf)
  }

  #refuse(start: number): number {
    return this.#withoutRecords(start, RCODE.REFUSED, EXTENDED_ERROR.notAuthoritative)
  }

  /** RFC 5936 §4.2: a transfer is never over UDP; §2.2.1: NOTAUTH where no zone begins. Ours are not to be had yet. */
  #refuseTransfer(start: number, ref: number): number {
    const { type, node, length } = this.#question
    if (type === TYPE.AXFR && this.#transport === 'udp') return this.#withoutRecords(start, RCODE.NOTIMP)
    const book = this.#book as BookReader
    const isApex = ref !== 0 && (book.flags(node) & FLAG_APEX) !== 0 && book.nameLength(node) === length
    return this.#withoutRecords(start, isApex ? RCODE.REFUSED : RCODE.NOTAUTH)
  }

  #deny(start: number): number {
    this.#count(COUNTER.denied)
    return this.#withoutRecords(start, RCODE.REFUSED, EXTENDED_ERROR.prohibited)
  }

  /** What to return at once when the client's network has had its share; undefined: answer. */
  #limited(start: number, kind: number, clients: Uint8Array, at: number, family: 4 | 6): number | undefined {
    if (this.#rates === undefined || this.#isVouched || this.#transport !== 'udp') return undefined
    const verdict = this.#rates.judge(kind, clients, at, family, this.#nowMs)
    if (verdict === LIMITED.pass) return undefined
    this.#count(verdict === LIMITED.slip ? COUNTER.rateSlipped : COUNTER.rateDropped)
    if (verdict === LIMITED.drop) return 0
    return this.#finish(
      start,
      this.#writer.empty(start, this.#questionEnd(start), RCODE.NOERROR, TRUNCATED),
      0,
    )
  }

  #copy(start: number, book: BookReader, leaf: number): number {
    const questionEnd = this.#questionEnd(start)
    if (book.isStale(leaf)) this.#extendedError = EXTENDED_ERROR.stale
    const room = start + this.#limit() - questionEnd - this.#optOctets()
    return this.#finish(
      start,
      this.#writer.leaf(start, questionEnd, book, leaf, room, this.#question.length),
      0,
    )
  }

  #substitute(start: number, node: number): number {
    const { view } = this.#writer
    const questionEnd = this.#questionEnd(start)
    // Whether the end of the chain is stale is known when it is written: there must be room to say so.
    this.#extendedError = EXTENDED_ERROR.stale
    const limit = start + this.#limit() - this.#optOctets()
    const made = this.#substitution
    this.#asking.scope = 0
    made.write(this.#book as BookReader, node, view, this.#question, questionEnd, limit, this.#asking)
    this.#edns.subnetScope = this.#edns.subnetPrefix === 0 ? 0 : this.#asking.scope
    this.#extendedError = made.isStale ? EXTENDED_ERROR.stale : EXTENDED_ERROR.none
    if (made.isTruncated)
      return this.#finish(
        start,
        this.#writer.empty(start, questionEnd, RCODE.NOERROR, AUTHORITATIVE | TRUNCATED),
        0,
      )
    this.#writer.header(start, made.rcode, AUTHORITATIVE)
    this.#writer.counts(start, made.counts[0] as number, made.counts[1] as number, made.counts[2] as number)
    return this.#finish(start, made.end, 0)
  }

  #chaotic(start: number): number {
    const { view } = this.#writer
    const text = this.#chaos.find(view, start + DNS_HEADER_OCTETS, this.#question)
    if (text === undefined) return this.#refuse(start)
    this.#writer.header(start, RCODE.NOERROR, AUTHORITATIVE)
    this.#writer.counts(start, 1, 0, 0)
    return this.#finish(start, this.#chaos.write(view, this.#questionEnd(start), text), 0)
  }

  #withoutRecords(start: number, rcode: number, extendedError: number = EXTENDED_ERROR.none): number {
    this.#extendedError = extendedError
    return this.#finish(start, this.#writer.empty(start, this.#questionEnd(start), rcode), rcode)
  }

  /** Puts the OPT behind the records that end at `end`; `rcode` only for the bits that do not fit into the header. */
  #finish(start: number, end: number, rcode: number): number {
    const { view } = this.#writer
    this.#countReply(rcode > 15 ? rcode : view.getUint8(start + 3) & 15)
    if ((view.getUint8(start + 2) & TRUNCATED) !== 0) this.#count(COUNTER.truncated)
    const edns = this.#edns
    if (!edns.present) return end - start
    const isTcp = this.#transport !== 'udp'
    const isEncrypted = this.#transport === 'tls' || this.#transport === 'https'
    const limit = start + this.#limit()
    return (
      this.#opt.write(view, start, end, rcode, edns, isTcp, this.#extendedError, isEncrypted, limit) - start
    )
  }

  #optOctets(): number {
    const edns = this.#edns
    return edns.present ? this.#opt.octets(edns, this.#transport !== 'udp', this.#extendedError) : 0
  }

  #questionEnd(start: number): number {
    return start + DNS_HEADER_OCTETS + this.#question.length + QUESTION_TAIL_OCTETS
  }

  /** RFC 6891 §6.2.3: a size below 512 counts as 512; our own cap is MAX_UDP_OCTETS. */
  #limit(): number {
    if (this.#transport !== 'udp') return MAX_TCP_OCTETS
    return Math.min(MAX_UDP_OCTETS, Math.max(MIN_UDP_OCTETS, this.#edns.udpSize))
  }

  /** For requests of which not even the question can be trusted. */
  #bare(start: number, rcode: number): number {
    this.#countReply(rcode)
    return this.#writer.bare(start, rcode)
  }

  #countReply(rcode: number): void {
    const counter = RCODE_COUNTER[rcode] as number
    this.#count(counter)
    this.#count(this.#cells + counter)
  }

  #count(counter: number): void {
    this.#counters[counter] = (this.#counters[counter] as number) + 1
  }
}
