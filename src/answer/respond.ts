// The data plane's whole answer: a request in, the reply in the same place, from the book alone.
//
//   admit (header) -> question -> EDNS -> find the name in the book -> choose the leaf -> copy, fix pointers -> OPT
//
// Nothing is allocated, and nobody is asked: the worker knows only the book.
import { RCODE } from '../dns/rcode.ts'
import { CLASS } from '../dns/type.ts'
import type { Network } from '../zone/zone.ts'
import { admit, FATE } from './admit.ts'
import type { BookHandle } from './book.ts'
import { holdsOctets } from './client-class.ts'
import { COUNTER, RCODE_COUNTER } from './counters.ts'
import { xorshift32 } from './dice.ts'
import { EdnsRequest } from './edns-request.ts'
import { findAnswer } from './find-answer.ts'
import { DNS_HEADER_OCTETS, QUESTION_TAIL_OCTETS } from './layout.ts'
import { Question } from './question.ts'
import { BookReader } from './reader.ts'
import { MAX_UDP_OCTETS, ReplyWriter } from './reply-writer.ts'

export type Transport = 'udp' | 'tcp'

export interface ResponderOptions {
  /** Networks of resolvers whose EDNS client subnet is believed (RFC 7871 §11). */
  readonly trustedSubnetSources: readonly Network[]
  /** Start of this worker's dice. */
  readonly seed: number
}

const MAX_TCP_OCTETS = 65_535
const MIN_UDP_OCTETS = 512

export class Responder {
  readonly #counters: Float64Array
  readonly #options: ResponderOptions
  readonly #question = new Question()
  readonly #edns = new EdnsRequest()
  readonly #writer = new ReplyWriter()
  #book: BookReader | undefined
  #dice: number
  #clients: Uint8Array = new Uint8Array(0)
  #clientAt = 0
  #family: 4 | 6 = 4

  constructor(counters: Float64Array, options: ResponderOptions) {
    this.#counters = counters
    this.#options = options
    this.#dice = options.seed | 1
  }

  use(handle: BookHandle): void {
    this.#book = new BookReader(handle)
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
    const writer = this.#writer
    writer.use(message)
    this.#count(transport === 'udp' ? COUNTER.udp : COUNTER.tcp)
    const fate = admit(message, start, length)
    if (fate !== FATE.answer) return this.#turnAway(fate, start)
    const question = this.#question
    if (!question.read(message, start + DNS_HEADER_OCTETS, start + length))
      return this.#bare(start, RCODE.FORMERR)
    if (!this.#readEdns(start, length)) return this.#bare(start, RCODE.FORMERR)
    if (this.#edns.version !== 0) return this.#finish(start, 0, RCODE.BADVERS, transport)
    this.#clients = clients
    this.#clientAt = clientAt
    this.#family = family
    if (this.#edns.subnetFamily !== 0) this.#considerSubnet()
    return this.#finish(start, this.#chosenLeaf(start), RCODE.REFUSED, transport)
  }

  #turnAway(fate: number, start: number): number {
    if (fate === FATE.notimp) return this.#bare(start, RCODE.NOTIMP)
    if (fate === FATE.formerr) return this.#bare(start, RCODE.FORMERR)
    this.#count(fate === FATE.dropShort ? COUNTER.droppedShort : COUNTER.droppedResponse)
    return 0
  }

  #readEdns(start: number, length: number): boolean {
    const { view } = this.#writer
    const additional = view.getUint16(start + 10)
    const records = view.getUint16(start + 6) + view.getUint16(start + 8) + additional
    const at = start + DNS_HEADER_OCTETS + this.#question.length + QUESTION_TAIL_OCTETS
    if (!this.#edns.read(view, at, start + length, records, additional)) return false
    if (this.#edns.present) this.#count(COUNTER.edns)
    return true
  }

  /** RFC 7871 §11.1: a client subnet is believed only from resolvers that were named. */
  #considerSubnet(): void {
    const trusted = this.#options.trustedSubnetSources
    const edns = this.#edns
    for (let i = 0; i < trusted.length; i++)
      if (holdsOctets(trusted[i] as Network, this.#clients, this.#clientAt, this.#family === 4 ? 4 : 16)) {
        this.#clients = edns.subnet
        this.#clientAt = 0
        this.#family = edns.subnetFamily === 4 ? 4 : 6
        return
      }
    edns.subnetFamily = 0
  }

  /** The leaf for this asker, 0 when no zone of ours holds the name. */
  #chosenLeaf(start: number): number {
    const book = this.#book
    const { class: qclass } = this.#question
    if (book === undefined || (qclass !== CLASS.IN && qclass !== CLASS.ANY)) return 0
    const ref = findAnswer(book, this.#writer.view, start + DNS_HEADER_OCTETS, this.#question)
    if (ref === 0) return 0
    this.#dice = xorshift32(this.#dice)
    return book.leaf(ref, this.#dice, this.#clients, this.#clientAt, this.#family)
  }

  /** Writes the leaf, or without one the rcode alone; then the OPT. Returns the octets of the reply. */
  #finish(start: number, leaf: number, rcode: number, transport: Transport): number {
    const edns = this.#edns
    const writer = this.#writer
    const nameLength = this.#question.length
    const questionEnd = start + DNS_HEADER_OCTETS + nameLength + QUESTION_TAIL_OCTETS
    const optOctets = edns.present ? writer.optOctets(edns) : 0
    const room = start + this.#limit(transport) - questionEnd - optOctets
    const end =
      leaf === 0
        ? writer.empty(start, questionEnd, rcode)
        : writer.leaf(start, questionEnd, this.#book as BookReader, leaf, room, nameLength)
    this.#countReply(start, leaf === 0 ? rcode : -1)
    return (edns.present ? writer.opt(start, end, leaf === 0 ? rcode : 0, edns) : end) - start
  }

  /** RFC 6891 §6.2.5: a size below 512 counts as 512; our own cap is MAX_UDP_OCTETS. */
  #limit(transport: Transport): number {
    if (transport === 'tcp') return MAX_TCP_OCTETS
    return Math.min(MAX_UDP_OCTETS, Math.max(MIN_UDP_OCTETS, this.#edns.udpSize))
  }

  #bare(start: number, rcode: number): number {
    this.#count(RCODE_COUNTER[rcode] as number)
    return this.#writer.bare(start, rcode)
  }

  /** `rcode` -1: as it stands in the header. */
  #countReply(start: number, rcode: number): void {
    const { view } = this.#writer
    this.#count(RCODE_COUNTER[rcode < 0 ? view.getUint8(start + 3) & 15 : rcode] as number)
    if ((view.getUint8(start + 2) & 0x02) !== 0) this.#count(COUNTER.truncated)
  }

  #count(counter: number): void {
    this.#counters[counter] = (this.#counters[counter] as number) + 1
  }
}
