// The writer's side of the book's memory: takes blocks, gives them back once no reader can still see them.
import { HEADER, HEADER_OCTETS, MAGIC, padded } from './layout.ts'

/** The arena has no room left; the book moves to a larger one. */
export class ArenaFull extends Error {
  override readonly name = 'ArenaFull'
}

interface Retired {
  readonly generation: number
  readonly at: number
  readonly octets: number
}

/** Refs are byte offsets in an Int32Array. */
export const MAX_ARENA_OCTETS = 2 ** 31 - 8

export class Arena {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  readonly octets: Uint8Array
  #top: number
  readonly #free = new Map<number, number[]>()
  #retired: Retired[] = []

  private constructor(buffer: SharedArrayBuffer, top: number) {
    this.buffer = buffer
    this.words = new Int32Array(buffer)
    this.octets = new Uint8Array(buffer)
    this.#top = top
  }

  /** Memory is taken from the system only as it is written, so a generous capacity costs nothing. */
  static create(capacityOctets: number, tableSlots: number): Arena {
    const arena = new Arena(new SharedArrayBuffer(padded(capacityOctets)), HEADER_OCTETS + tableSlots * 4)
    arena.words[HEADER.magic] = MAGIC
    arena.words[HEADER.tableAt] = HEADER_OCTETS
    arena.words[HEADER.tableMask] = tableSlots - 1
    return arena
  }

  /** One that another thread has filled up to `usedOctets`, and will not touch any more. */
  static adopt(buffer: SharedArrayBuffer, usedOctets: number): Arena {
    return new Arena(buffer, usedOctets)
  }

  /** A copy with twice the capacity and nothing to reclaim: blocks keep their places, so refs stay what they are. */
  larger(): Arena {
    const capacity = Math.min(MAX_ARENA_OCTETS, this.buffer.byteLength * 2)
    if (capacity <= this.buffer.byteLength) throw new ArenaFull(`${capacity} octets, and there is no more`)
    const arena = new Arena(new SharedArrayBuffer(capacity), this.#top)
    arena.octets.set(this.octets.subarray(0, this.#top))
    for (const { at, octets } of this.#retired) arena.#addFree(at, octets)
    for (const [octets, blocks] of this.#free) for (const at of blocks) arena.#addFree(at, octets)
    return arena
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
    for (const { at, octets } of done) this.#addFree(at, octets)
    this.#retired = kept
  }

  #addFree(at: number, octets: number): void {
    const list = this.#free.get(octets)
    if (list === undefined) this.#free.set(octets, [at])
    else list.push(at)
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
