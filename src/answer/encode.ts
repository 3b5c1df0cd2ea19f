// Replies as octets: the sections of an answer behind the question, with compression (RFC 1035 §4.1.4).
import { foldCase, type Name } from '../dns/name.ts'
import type { Octets } from '../dns/octets.ts'
import { namesInRdata } from '../dns/rdata/names.ts'
import { CLASS, TYPE } from '../dns/type.ts'
import { DNS_HEADER_OCTETS, QUESTION_TAIL_OCTETS } from './layout.ts'
import type { AnsweredSet, Reply } from './reply.ts'

/** The question behind which a body stands. */
export interface Setting {
  /** Owner of the answer that is always the whole question; '' when no record is owned by the question. */
  readonly question: Name | ''
  /** The suffix of the question that is known when the body is compiled. */
  readonly base: Name
  /** The base is the whole question, so that no pointer ever moves. */
  readonly exact: boolean
}

/** A body may be as long as a TCP message less header, longest question and OPT with options. */
export const MAX_BODY_OCTETS = 65_535 - DNS_HEADER_OCTETS - 255 - QUESTION_TAIL_OCTETS - 512
/** Compression pointers have 14 bits; a question longer than the base may move them by up to 255. */
const MAX_POINTER = 0x3fff - 255
/** Owner pointer, type, class, TTL, length. */
const PLAIN_RECORD_OCTETS = 12
const WHOLE_QUESTION = 0xc000 | DNS_HEADER_OCTETS

/** One encoder is used for all bodies, one after the other: its fields are the last result. */
export class ReplyEncoder {
  readonly body = Buffer.alloc(0x1_0000 + 0x200)
  length = 0
  /** Answer, authority and glue: what may not be left out. */
  coreLength = 0
  /** Positions in the body of pointers that move with the length of the question. */
  readonly relocations: number[] = []
  #setting: Setting = { question: '', base: '\0' as Name, exact: true }
  #origin = 0
  readonly #suffixes = new Map<string, number>()

  /** False when the reply does not fit into any message. */
  encode(reply: Reply, setting: Setting): boolean {
    this.#start(setting)
    const fits = this.#section(reply.answer) && this.#section(reply.authority) && this.#section(reply.glue)
    this.coreLength = this.length
    if (!fits) return false
    if (!this.#section(reply.additional)) this.length = this.coreLength
    return true
  }

  /** One RRset whose owner is the whole question and whose data holds no name: nothing to compress, nothing to add. */
  encodePlain(type: number, ttlSeconds: number, rdatas: readonly Octets[]): boolean {
    this.length = 0
    this.relocations.length = 0
    for (const rdata of rdatas) {
      if (this.length + rdata.length + PLAIN_RECORD_OCTETS > MAX_BODY_OCTETS) return false
      const { body } = this
      let at = this.length
      body[at++] = WHOLE_QUESTION >> 8
      body[at++] = WHOLE_QUESTION & 0xff
      body[at++] = type >> 8
      body[at++] = type & 0xff
      body[at++] = 0
      body[at++] = CLASS.IN
      body[at++] = ttlSeconds >>> 24
      body[at++] = (ttlSeconds >>> 16) & 0xff
      body[at++] = (ttlSeconds >>> 8) & 0xff
      body[at++] = ttlSeconds & 0xff
      body[at++] = rdata.length >> 8
      body[at++] = rdata.length & 0xff
      this.length = at
      this.#octets(rdata)
    }
    this.coreLength = this.length
    return true
  }

  #start(setting: Setting): void {
    this.#setting = setting
    this.length = 0
    this.relocations.length = 0
    this.#suffixes.clear()
    this.#origin = DNS_HEADER_OCTETS + setting.base.length + QUESTION_TAIL_OCTETS
    const base = foldCase(setting.base)
    for (let at = 0; base.charCodeAt(at) !== 0; at += base.charCodeAt(at) + 1)
      this.#suffixes.set(base.slice(at), DNS_HEADER_OCTETS + at)
  }

  #section(sets: readonly AnsweredSet[]): boolean {
    for (const set of sets)
      for (const rdata of set.rdatas) {
        if (this.length + set.owner.length + rdata.length + 10 > MAX_BODY_OCTETS) return false
        this.#record(set, rdata)
      }
    return true
  }

  #record(set: AnsweredSet, rdata: Octets): void {
    if (set.owner === this.#setting.question)
      this.length = this.body.writeUInt16BE(WHOLE_QUESTION, this.length)
    else this.#compressedName(set.owner)
    let at = this.body.writeUInt16BE(set.type, this.length)
    at = this.body.writeUInt16BE(CLASS.IN, at)
    at = this.body.writeUInt32BE(set.ttlSeconds, at)
    this.length = at + 2
    if (set.type === TYPE.A || set.type === TYPE.AAAA || set.type === TYPE.TXT) this.#octets(rdata)
    else this.#rdata(set.type, rdata)
    this.body.writeUInt16BE(this.length - at - 2, at)
  }

  /** RFC 3597 §4: names are compressed only in the types of RFC 1035. */
  #rdata(type: number, rdata: Octets): void {
    let done = 0
    for (const { at, name, compressible } of namesInRdata(type, rdata)) {
      if (!compressible) continue
      this.#octets(rdata.slice(done, at))
      this.#compressedName(name)
      done = at + name.length
    }
    this.#octets(rdata.slice(done))
  }

  #octets(octets: string): void {
    // A call into the runtime costs more than a short loop; addresses and most rdata are short.
    if (octets.length > 32) this.length += this.body.write(octets, this.length, 'latin1')
    else for (let i = 0; i < octets.length; i++) this.body[this.length++] = octets.charCodeAt(i)
  }

  #compressedName(name: Name): void {
    const folded = foldCase(name)
    let at = 0
    for (; name.charCodeAt(at) !== 0; at += name.charCodeAt(at) + 1) {
      const suffix = folded.slice(at)
      const known = this.#suffixes.get(suffix)
      if (known !== undefined) {
        this.#octets(name.slice(0, at))
        if (!this.#setting.exact) this.relocations.push(this.length)
        this.length = this.body.writeUInt16BE(0xc000 | known, this.length)
        return
      }
      const offset = this.#origin + this.length + at
      if (offset <= MAX_POINTER) this.#suffixes.set(suffix, offset)
    }
    this.#octets(name)
  }
}
