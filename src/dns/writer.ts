// Builds a message piece by piece, compresses names where that is allowed, and can take the last pieces back.
import { type Name, ROOT } from './name.ts'
import { octets16, octets32 } from './octets.ts'
import { namesInRdata } from './rdata/names.ts'
import type { WireRecord } from './record.ts'

/** RFC 1035 §4.1.4: a pointer has 14 bits. */
const MAX_POINTER = 0x3fff

export interface Mark {
  readonly pieces: number
  readonly length: number
  readonly names: number
}

export class MessageWriter {
  readonly #pieces: string[] = []
  #length: number
  readonly #offsets = new Map<string, number>()
  readonly #names: string[] = []

  /** `base`: how many octets stand before the first piece. */
  constructor(base: number) {
    this.#length = base
  }

  get octets(): string {
    return this.#pieces.join('')
  }

  get length(): number {
    return this.#length
  }

  mark(): Mark {
    return { pieces: this.#pieces.length, length: this.#length, names: this.#names.length }
  }

  /** Forgets everything that was written since the mark. */
  takeBack(to: Mark): void {
    this.#pieces.length = to.pieces
    this.#length = to.length
    for (const name of this.#names.splice(to.names)) this.#offsets.delete(name)
  }

  write(octets: string): void {
    this.#pieces.push(octets)
    this.#length += octets.length
  }

  /** RFC 4343 §4.1: a pointer only to the very same octets, so that the case of every name is kept. */
  writeName(name: Name): void {
    for (let at = 0; name.charCodeAt(at) !== 0; at += name.charCodeAt(at) + 1) {
      const suffix = name.slice(at)
      const known = this.#offsets.get(suffix)
      if (known !== undefined) {
        this.write(octets16(0xc000 | known))
        return
      }
      this.#remember(suffix)
      this.write(name.slice(at, at + 1 + name.charCodeAt(at)))
    }
    this.write(ROOT)
  }

  /** RFC 1035 §4.1.3; names in the data are compressed as far as RFC 3597 §4 allows. */
  writeRecord(record: WireRecord): void {
    const { owner, type, rdata } = record
    this.writeName(owner)
    this.write(octets16(type) + octets16(record.class) + octets32(record.ttlSeconds))
    const names = namesInRdata(type, rdata).filter((name) => name.compressible)
    if (names.length === 0) {
      this.write(octets16(rdata.length) + rdata)
      return
    }
    const lengthPiece = this.#pieces.length
    this.write('\0\0')
    const start = this.#length
    let at = 0
    for (const { at: nameAt, name } of names) {
      this.write(rdata.slice(at, nameAt))
      this.writeName(name)
      at = nameAt + name.length
    }
    this.write(rdata.slice(at))
    this.#pieces[lengthPiece] = octets16(this.#length - start)
  }

  #remember(suffix: string): void {
    if (this.#length > MAX_POINTER) return
    this.#offsets.set(suffix, this.#length)
    this.#names.push(suffix)
  }
}
