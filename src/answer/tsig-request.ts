// A request signed with TSIG (RFC 8945). We hold no keys: it is answered with NOTAUTH and BADKEY, unsigned.
import { CLASS, TYPE } from '../dns/type.ts'

/** RFC 8945 §4.2: time signed, fudge and MAC size behind the algorithm's name; original id, error, other length last. */
const TIME_AND_FUDGE_OCTETS = 8
const BEFORE_MAC_OCTETS = TIME_AND_FUDGE_OCTETS + 2
const AFTER_MAC_OCTETS = 6
const MAX_NAMES_OCTETS = 2 * 255
/** RFC 8945 §5.2.1: the key is not known. */
const BADKEY = 17

/** One object is used for all requests. */
export class TsigRequest {
  present = false
  /** Key name, then algorithm name, as they came. */
  readonly #names = new Uint8Array(MAX_NAMES_OCTETS)
  #keyOctets = 0
  #namesOctets = 0
  readonly #timeAndFudge = new Uint8Array(TIME_AND_FUDGE_OCTETS)
  #originalId = 0

  /** The record whose owner is at `owner`, its fixed part at `fixed`, and which ends at `end`. False: malformed. */
  read(view: DataView, owner: number, fixed: number, end: number): boolean {
    if (view.getUint16(fixed + 2) !== CLASS.ANY || view.getUint32(fixed + 4) !== 0) return false
    this.#keyOctets = copyName(view, owner, fixed, this.#names, 0)
    const algorithm = fixed + 10
    this.#namesOctets = copyName(view, algorithm, end, this.#names, this.#keyOctets)
    if (this.#keyOctets === 0 || this.#namesOctets === 0) return false
    const timeAt = algorithm + this.#namesOctets - this.#keyOctets
    if (timeAt + BEFORE_MAC_OCTETS > end) return false
    const macEnd = timeAt + BEFORE_MAC_OCTETS + view.getUint16(timeAt + TIME_AND_FUDGE_OCTETS)
    if (macEnd + AFTER_MAC_OCTETS > end) return false
    for (let i = 0; i < TIME_AND_FUDGE_OCTETS; i++) this.#timeAndFudge[i] = view.getUint8(timeAt + i)
    this.#originalId = view.getUint16(macEnd)
    this.present = true
    return true
  }

  /** The unsigned record that says BADKEY (RFC 8945 §5.3.2); returns where it ends. */
  write(view: DataView, at: number): number {
    let to = at
    for (let i = 0; i < this.#keyOctets; i++) view.setUint8(to++, this.#names[i] as number)
    view.setUint16(to, TYPE.TSIG)
    view.setUint16(to + 2, CLASS.ANY)
    view.setUint32(to + 4, 0)
    const algorithmOctets = this.#namesOctets - this.#keyOctets
    view.setUint16(to + 8, algorithmOctets + BEFORE_MAC_OCTETS + AFTER_MAC_OCTETS)
    to += 10
    for (let i = this.#keyOctets; i < this.#namesOctets; i++) view.setUint8(to++, this.#names[i] as number)
    for (let i = 0; i < TIME_AND_FUDGE_OCTETS; i++) view.setUint8(to++, this.#timeAndFudge[i] as number)
    view.setUint16(to, 0)
    view.setUint16(to + 2, this.#originalId)
    view.setUint16(to + 4, BADKEY)
    view.setUint16(to + 6, 0)
    return to + 8
  }

  /** What write() takes. */
  get octets(): number {
    return this.#namesOctets + 10 + BEFORE_MAC_OCTETS + AFTER_MAC_OCTETS
  }
}

/** Copies an uncompressed name; returns where the next one goes, 0 when it is none (RFC 8945 §4.2: not compressed). */
function copyName(view: DataView, from: number, end: number, to: Uint8Array, at: number): number {
  let p = from
  for (;;) {
    if (p >= end) return 0
    const length = view.getUint8(p)
    if (length > 63 || p + length + 1 > end || p - from + length + 1 > 255) return 0
    for (let i = 0; i <= length; i++) to[at + p - from + i] = view.getUint8(p + i)
    p += length + 1
    if (length === 0) return at + p - from
  }
}
