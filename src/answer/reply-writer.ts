// Writes a reply over its request: header and the body of a leaf. Allocates nothing.
import {
  DNS_HEADER_OCTETS,
  LEAF_AUTHORITATIVE,
  LEAF_OCTETS,
  LEAF_RELOCATIONS_MASK,
  LEAF_RELOCATIONS_SHIFT,
  padded,
} from './layout.ts'
import type { BookReader } from './reader.ts'

/** Bits of the third octet of the header (RFC 1035 §4.1.1). */
export const TRUNCATED = 0x02
export const AUTHORITATIVE = 0x04

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
    this.counts(start, 0, 0, 0)
    return DNS_HEADER_OCTETS
  }

  /** The question and no records, with the flags AUTHORITATIVE and TRUNCATED. Returns the end of the reply. */
  empty(start: number, questionEnd: number, rcode: number, flags = 0): number {
    this.header(start, rcode, flags)
    this.counts(start, 0, 0, 0)
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
    const flags = (shape & LEAF_AUTHORITATIVE) !== 0 ? AUTHORITATIVE : 0
    const core = lengths >>> 16
    if (core > room) {
      // RFC 2181 §9: what is left out is said; the client asks again over TCP.
      return this.empty(start, questionEnd, (shape >> 4) & 15, flags | TRUNCATED)
    }
    const whole = lengths & 0xffff
    const length = whole <= room ? whole : core
    const counts = words[word + 2] as number
    const additional = words[word + 3] as number
    this.header(start, (shape >> 4) & 15, flags)
    this.counts(
      start,
      counts & 0xffff,
      counts >>> 16,
      length === whole ? additional & 0xffff : additional >>> 16,
    )
    const { view } = this
    let from = word + LEAF_OCTETS / 4
    for (let to = questionEnd; to < questionEnd + length; to += 4)
      view.setInt32(to, words[from++] as number, true)
    const relocations = (shape >>> LEAF_RELOCATIONS_SHIFT) & LEAF_RELOCATIONS_MASK
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

  counts(start: number, answer: number, authority: number, additional: number): void {
    const { view } = this
    view.setUint16(start + 6, answer)
    view.setUint16(start + 8, authority)
    view.setUint16(start + 10, additional)
  }
}
