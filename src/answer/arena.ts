// The writer's side of the book's memory: takes blocks, gives them back once no reader can still see them.
import { HEADER, HEADER_OCTETS, MAGIC, padded } from './layout.ts'

/** The arena has no room left; the book is built anew in a larger one. */
export class ArenaFull extends Error {
  override readonly name = 'ArenaFull'
}

interface Retired {
  readonly generation: number
  readonly at: number
  readonly octets: number
}

export class Arena {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  readonly octets: Uint8Array
  #top: number
  readonly #free = new Map<number, number[]>()
  #retired: Retired[] = []

  /** Memory is taken from the system only as it is written, so a generous capacity costs nothing. */
  constructor(capacityOctets: number, tableSlots: number) {
    this.buffer = new SharedArrayBuffer(padded(capacityOctets))
    this.words = new Int32Array(this.buffer)
    this.octets = new Uint8Array(this.buffer)
    this.words[HEADER.magic] = MAGIC
    this.words[HEADER.tableAt] = HEADER_OCTETS
    this.words[HEADER.tableMask] = tableSlots - 1
    this.#top = HEADER_OCTETS + tableSlots * 4
  }

  /** Byte offset of a fresh block, a multiple of 4. */
  take(octets: number): number {
    const size = padded(octets)
    const reused = this.#free.get(size)?.pop()
    if (reused !== undefined) return reused
    if (this.#top + size > this.buffer.byteLength) throw new ArenaFull(`${this.buffer.byteLength} octets`)
    const at = this.#top
    this.#top += size
    return at
  }

  /** The block was replaced in this generation; it may be reused when every worker has passed it. */
  retire(at: number, octets: number): void {
    this.#retired.push({ generation: this.generation, at, octets: padded(octets) })
  }

  /** `slowest`: the lowest generation that some worker may still be reading. */
  reclaim(slowest: number): void {
    const [done, kept] = [[] as Retired[], [] as Retired[]]
    for (const block of this.#retired) (block.generation < slowest ? done : kept).push(block)
    for (const block of done) {
      const list = this.#free.get(block.octets)
      if (list === undefined) this.#free.set(block.octets, [block.at])
      else list.push(block.at)
    }
    this.#retired = kept
  }

  get generation(): number {
    return Atomics.load(this.words, HEADER.generation)
  }

  set generation(value: number) {
    Atomics.store(this.words, HEADER.generation, value)
  }

  get usedOctets(): number {
    return this.#top
  }
}
