// Writes a reply over its request: header, the body of a leaf, OPT. Allocates nothing.
import { TYPE } from '../dns/type.ts'
import type { EdnsRequest } from './edns-request.ts'
import { DNS_HEADER_OCTETS, LEAF_OCTETS, padded } from './layout.ts'
import type { BookReader } from './reader.ts'

/** Our offer, and the most that we send over UDP: fits into any path without fragments (DNS flag day 2020). */
export const MAX_UDP_OCTETS = 1232
const OPT_OCTETS = 11
const TRUNCATED = 0x02
const AUTHORITATIVE = 0x04

export class ReplyWriter {
  #message: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(new ArrayBuffer(0))

  /** The message that requests come in and replies go out; usually the same one each time. */
  use(message: Buffer): void {
    if (message === this.#message) return
    this.#message = message
    this.view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  }

  /** A header alone: for requests of which not even the question can be trusted. Returns its length. */
  bare(start: number, rcode: number): number {
    this.header(start, rcode, 0)
    this.view.setUint16(start + 4, 0)
    this.#counts(start, 0, 0, 0)
    return DNS_HEADER_OCTETS
  }

  /** The question and no records. Returns the end of the reply. */
  empty(start: number, questionEnd: number, rcode: number): number {
    this.header(start, rcode, 0)
    this.#counts(start, 0, 0, 0)
    return questionEnd
  }

  /** A leaf behind a question of `nameLength` octets, in `room` octets at most. Returns the end of the reply. */
  leaf(
    start: number,
    questionEnd: number,
    book: BookReader,
    leaf: number,
    room: number,
    nameLength: number,
  ): number {
    const { words } = book
    const word = leaf >> 2
    const shape = words[word] as number
    const lengths = words[word + 1] as number
    const flags = (shape & 0x100) !== 0 ? AUTHORITATIVE : 0
    const core = lengths >>> 16
    if (core > room) {
      // RFC 2181 §9: what is left out is said; the client asks again over TCP.
      this.header(start, (shape >> 4) & 15, flags | TRUNCATED)
      this.#counts(start, 0, 0, 0)
      return questionEnd
    }
    const whole = lengths & 0xffff
    const length = whole <= room ? whole : core
    const counts = words[word + 2] as number
    const additional = words[word + 3] as number
    this.header(start, (shape >> 4) & 15, flags)
    this.#counts(
      start,
      counts & 0xffff,
      counts >>> 16,
      length === whole ? additional & 0xffff : additional >>> 16,
    )
    const { view } = this
    let from = word + LEAF_OCTETS / 4
    for (let to = questionEnd; to < questionEnd + length; to += 4)
      view.setInt32(to, words[from++] as number, true)
    const relocations = (shape >>> 9) & 0x7fff
    const delta = nameLength - (shape >>> 24)
    if (relocations !== 0 && delta !== 0)
      this.#relocate(questionEnd, length, book.octets, leaf + LEAF_OCTETS + padded(whole), relocations, delta)
    return questionEnd + length
  }

  /** Moves the compression pointers by how much longer the question is than the one compiled for. */
  #relocate(
    bodyAt: number,
    length: number,
    octets: Uint8Array,
    listAt: number,
    count: number,
    delta: number,
  ): void {
    const { view } = this
    for (let p = listAt; p < listAt + 2 * count; p += 2) {
      const position = (octets[p] as number) | ((octets[p + 1] as number) << 8)
      if (position >= length) return
      view.setUint16(bodyAt + position, view.getUint16(bodyAt + position) + delta)
    }
  }

  /** QR, AA, TC; RD as it came (RFC 1035 §4.1.1); RA, Z, AD clear; CD as it came (RFC 4035 §3.1.6). */
  header(start: number, rcode: number, flags: number): void {
    const message = this.#message
    message[start + 2] = 0x80 | ((message[start + 2] as number) & 0x79) | flags
    message[start + 3] = ((message[start + 3] as number) & 0x10) | (rcode & 15)
  }

  #counts(start: number, answer: number, authority: number, additional: number): void {
    const { view } = this
    view.setUint16(start + 6, answer)
    view.setUint16(start + 8, authority)
    view.setUint16(start + 10, additional)
  }

  /** RFC 6891 §6.1.1: a request with an OPT gets one back; §7: also when truncated or in error. Returns its end. */
  opt(start: number, at: number, rcode: number, edns: EdnsRequest): number {
    const { view } = this
    const optionOctets = this.optOctets(edns) - OPT_OCTETS
    view.setUint16(start + 10, view.getUint16(start + 10) + 1)
    view.setUint8(at, 0)
    view.setUint16(at + 1, TYPE.OPT)
    view.setUint16(at + 3, MAX_UDP_OCTETS)
    view.setUint8(at + 5, rcode >> 4)
    view.setUint8(at + 6, 0)
    view.setUint16(at + 7, edns.dnssecOk ? 0x8000 : 0)
    view.setUint16(at + 9, optionOctets)
    if (optionOctets !== 0) this.#subnet(at + OPT_OCTETS, edns)
    return at + OPT_OCTETS + optionOctets
  }

  /** What opt() will take. */
  optOctets(edns: EdnsRequest): number {
    return OPT_OCTETS + (edns.subnetFamily === 0 ? 0 : 8 + ((edns.subnetPrefix + 7) >> 3))
  }

  /** RFC 7871 §7.2.1: the subnet as it came, with a scope: the answer holds for the whole of it. */
  #subnet(at: number, { subnet, subnetFamily, subnetPrefix }: EdnsRequest): void {
    const { view } = this
    const octets = (subnetPrefix + 7) >> 3
    view.setUint16(at, 8)
    view.setUint16(at + 2, 4 + octets)
    view.setUint16(at + 4, subnetFamily === 4 ? 1 : 2)
    view.setUint8(at + 6, subnetPrefix)
    view.setUint8(at + 7, subnetPrefix)
    for (let i = 0; i < octets; i++) view.setUint8(at + 8 + i, subnet[i] as number)
  }
}
