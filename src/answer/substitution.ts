// DNAME: the one answer that cannot be compiled whole, for it holds a CNAME for the very name that was asked.
//
//   hop: the DNAME's leaf -> a CNAME for this name (RFC 6672 §3.2) -> the new name's answer, which may be a DNAME again
//
// Each hop is answered in a scratch message as if it had been asked for, and its records are copied over.
import { MAX_NAME_OCTETS } from '../dns/name.ts'
import { RCODE } from '../dns/rcode.ts'
import { CLASS, TYPE } from '../dns/type.ts'
import type { Asking } from './asking.ts'
import { findAnswer } from './find-answer.ts'
import { foldWord } from './hash.ts'
import { DNS_HEADER_OCTETS, QUESTION_TAIL_OCTETS } from './layout.ts'
import { MAX_CNAME_CHAIN } from './lookup.ts'
import { Question } from './question.ts'
import type { BookReader } from './reader.ts'
import { ReplyWriter } from './reply-writer.ts'
import { RECORD_FIXED_OCTETS, Splice } from './splice.ts'

const SCRATCH_OCTETS = 0x1_0000 + 64
/** A hop adds two records to the chain. */
const MAX_HOPS = MAX_CNAME_CHAIN / 2

/** The fields are the last result: one object is used for all requests. */
export class Substitution {
  /** In answer, authority and additional. */
  readonly counts = new Uint16Array(3)
  rcode: number = RCODE.NOERROR
  isTruncated = false
  /** It holds records of a pool of which nothing is available. */
  isStale = false
  /** Where the records end. */
  end = 0
  readonly #scratch = Buffer.alloc(SCRATCH_OCTETS)
  readonly #writer = new ReplyWriter()
  readonly #question = new Question()
  readonly #splice = new Splice()
  /** Where the names that were aliased stand in the reply. */
  readonly #aliasedAt = new Int32Array(MAX_HOPS)
  #aliases = 0

  constructor() {
    this.#writer.use(this.#scratch)
  }

  /** Answers `question`, which stands in `view` before `at` and is below the DNAME of `node`, from `at` up to `limit`. */
  write(
    book: BookReader,
    node: number,
    view: DataView,
    question: Question,
    at: number,
    limit: number,
    asking: Asking,
  ): void {
    this.counts.fill(0)
    this.rcode = RCODE.NOERROR
    this.isTruncated = false
    this.isStale = false
    this.end = at
    this.#aliases = 0
    const octets = question.length + QUESTION_TAIL_OCTETS
    for (let i = 0; i < octets; i++) this.#scratch[DNS_HEADER_OCTETS + i] = view.getUint8(at - octets + i)
    let below = node
    for (let hop = 1; this.#hop(book, below, view, limit); hop++) {
      if (question.type === TYPE.CNAME || hop >= MAX_HOPS || this.#isLoop(view)) return
      const ref = findAnswer(book, this.#writer.view, DNS_HEADER_OCTETS, this.#question)
      // Whoever may ask for this zone need not be one who may ask for the other.
      if (ref !== 0 && book.isRestricted(this.#question.node) && !book.inSameZone(node, this.#question.node))
        return
      if (ref > 0) this.#copyAnswer(book, book.leaf(ref, asking), view, limit)
      if (ref >= 0) return
      below = -ref
    }
  }

  /** Adds DNAME and CNAME, and makes the new name the scratch question. False: the answer ends here. */
  #hop(book: BookReader, node: number, view: DataView, limit: number): boolean {
    const question = this.#question
    question.read(this.#scratch, DNS_HEADER_OCTETS, SCRATCH_OCTETS)
    const suffix = book.nameLength(node)
    const recordAt = this.end
    this.#answerInScratch(book, book.dnameLeaf(node))
    this.#splice.start(this.#writer.view, question.length, view, recordAt, limit)
    if (!this.#splice.copy(1)) return this.#truncate()
    this.#wrote(this.#splice.writtenTo, 1)
    const targetAt = recordAt + suffix + RECORD_FIXED_OCTETS
    const target = this.end - targetAt
    const prefix = question.length - suffix
    if (prefix + target > MAX_NAME_OCTETS) {
      // RFC 6672 §2.2: a name that would become too long is YXDOMAIN, with the DNAME that says why.
      this.rcode = RCODE.YXDOMAIN
      return false
    }
    if (this.end + question.length + RECORD_FIXED_OCTETS + prefix + target > limit) return this.#truncate()
    this.#alias(view, recordAt + suffix + 4, prefix, targetAt, target)
    return true
  }

  /** RFC 6672 §3.1: the CNAME has the TTL of the DNAME. */
  #alias(view: DataView, ttlAt: number, prefix: number, targetAt: number, target: number): void {
    const { length, type, class: qclass } = this.#question
    const scratch = this.#scratch
    let to = this.end
    this.#aliasedAt[this.#aliases++] = to
    for (let i = 0; i < length; i++) view.setUint8(to++, scratch[DNS_HEADER_OCTETS + i] as number)
    view.setUint16(to, TYPE.CNAME)
    view.setUint16(to + 2, CLASS.IN)
    view.setUint32(to + 4, view.getUint32(ttlAt))
    view.setUint16(to + 8, prefix + target)
    to += RECORD_FIXED_OCTETS
    for (let i = 0; i < target; i++) scratch[DNS_HEADER_OCTETS + prefix + i] = view.getUint8(targetAt + i)
    const tailAt = DNS_HEADER_OCTETS + prefix + target
    scratch.writeUInt16BE(type, tailAt)
    scratch.writeUInt16BE(qclass, tailAt + 2)
    for (let i = DNS_HEADER_OCTETS; i < tailAt; i++) view.setUint8(to++, scratch[i] as number)
    this.#wrote(to, 1)
    this.#question.read(scratch, DNS_HEADER_OCTETS, SCRATCH_OCTETS)
  }

  /** Whether the scratch question is a name that this answer has aliased already. */
  #isLoop(view: DataView): boolean {
    const { length } = this.#question
    for (let alias = 0; alias < this.#aliases; alias++) {
      const at = this.#aliasedAt[alias] as number
      let i = 0
      while (
        i < length &&
        foldOctet(view.getUint8(at + i)) === foldOctet(this.#scratch[DNS_HEADER_OCTETS + i] as number)
      )
        i++
      if (i === length) return true
    }
    return false
  }

  #copyAnswer(book: BookReader, leaf: number, view: DataView, limit: number): void {
    this.#answerInScratch(book, leaf)
    this.isStale = book.isStale(leaf)
    const scratch = this.#writer.view
    this.rcode = scratch.getUint8(3) & 15
    this.#splice.start(scratch, this.#question.length, view, this.end, limit)
    for (let section = 0; section < 3; section++) {
      const count = scratch.getUint16(6 + 2 * section)
      if (!this.#splice.copy(count)) {
        if (section < 2) this.#truncate()
        return
      }
      this.end = this.#splice.writtenTo
      this.counts[section] = (this.counts[section] as number) + count
    }
  }

  #answerInScratch(book: BookReader, leaf: number): void {
    const { length } = this.#question
    const questionEnd = DNS_HEADER_OCTETS + length + QUESTION_TAIL_OCTETS
    this.#writer.leaf(0, questionEnd, book, leaf, SCRATCH_OCTETS - questionEnd - 64, length)
  }

  #wrote(end: number, answers: number): void {
    this.end = end
    this.counts[0] = (this.counts[0] as number) + answers
  }

  #truncate(): boolean {
    this.isTruncated = true
    return false
  }
}

function foldOctet(octet: number): number {
  return foldWord(octet) & 0xff
}
