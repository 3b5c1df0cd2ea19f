// Copies the records of one message behind those of another: names that were compressed are written out.

import { TYPE } from '../dns/type.ts'
import { DNS_HEADER_OCTETS, QUESTION_TAIL_OCTETS } from './layout.ts'

/** Where the compressible names stand in the data of the types that have them (RFC 3597 §4): octets before, names. */
const NAMES_IN: Readonly<Record<number, readonly [before: number, names: number]>> = {
  [TYPE.NS]: [0, 1],
  [TYPE.CNAME]: [0, 1],
  [TYPE.PTR]: [0, 1],
  [TYPE.MX]: [2, 1],
  [TYPE.SOA]: [0, 2],
}

/** Octets of a record between owner and data. */
export const RECORD_FIXED_OCTETS = 10

/** Reads one message from its start, record by record, and writes what it reads elsewhere. One object for all. */
export class Splice {
  #from: DataView = new DataView(new ArrayBuffer(0))
  #to: DataView = new DataView(new ArrayBuffer(0))
  #read = 0
  #write = 0
  #end = 0

  /** `from` begins with a header and a question whose name has `nameLength` octets. */
  start(from: DataView, nameLength: number, to: DataView, at: number, end: number): void {
    this.#from = from
    this.#to = to
    this.#read = DNS_HEADER_OCTETS + nameLength + QUESTION_TAIL_OCTETS
    this.#write = at
    this.#end = end
  }

  get writtenTo(): number {
    return this.#write
  }

  /** Copies the next `records` records; false when they do not fit before `end`. */
  copy(records: number): boolean {
    for (let i = 0; i < records; i++) if (!this.#record()) return false
    return true
  }

  #record(): boolean {
    if (!this.#name()) return false
    const type = this.#from.getUint16(this.#read)
    const length = this.#from.getUint16(this.#read + 8)
    const fixedAt = this.#write
    if (!this.#octets(RECORD_FIXED_OCTETS)) return false
    const end = this.#read + length
    const [before, names] = NAMES_IN[type] ?? [length, 0]
    if (!this.#octets(before)) return false
    for (let i = 0; i < names; i++) if (!this.#name()) return false
    if (!this.#octets(end - this.#read)) return false
    this.#to.setUint16(fixedAt + 8, this.#write - fixedAt - RECORD_FIXED_OCTETS)
    return true
  }

  /** Follows pointers; the messages are our own, so there are no loops in them. */
  #name(): boolean {
    const from = this.#from
    let p = this.#read
    let after = -1
    for (;;) {
      const length = from.getUint8(p)
      if (length >= 0xc0) {
        if (after < 0) after = p + 2
        p = from.getUint16(p) & 0x3fff
        continue
      }
      if (this.#write + length + 1 > this.#end) return false
      for (let i = 0; i <= length; i++) this.#to.setUint8(this.#write++, from.getUint8(p++))
      if (length === 0) break
    }
    this.#read = after < 0 ? p : after
    return true
  }

  #octets(count: number): boolean {
    if (this.#write + count > this.#end) return false
    for (let i = 0; i < count; i++) this.#to.setUint8(this.#write++, this.#from.getUint8(this.#read++))
    return true
  }
}
