// Writes nodes into the arena and into its table; readers may be at work: each change of the table is one atomic store.
import { labelCount, type Name } from '../dns/name.ts'
import type { Arena } from './arena.ts'
import { hashName } from './hash.ts'
import { ENTRY_OCTETS, GONE_NODE, HEADER, NODE_OCTETS, padded } from './layout.ts'

export class NodeWriter {
  readonly #arena: Arena
  readonly #view: DataView

  constructor(arena: Arena) {
    this.#arena = arena
    this.#view = new DataView(arena.buffer)
  }

  /** Byte offset of a node with these entries; their refs are 0, and it is in no table yet. */
  write(name: Name, flags: number, types: readonly number[], zoneAt: number): number {
    const nameOffset = NODE_OCTETS + types.length * ENTRY_OCTETS
    const at = this.#arena.take(nameOffset + padded(name.length))
    const { words, octets } = this.#arena
    // A block that was used before: the last word of the name is compared whole.
    words[(at + nameOffset + padded(name.length) - 4) >> 2] = 0
    for (let i = 0; i < name.length; i++) octets[at + nameOffset + i] = name.charCodeAt(i)
    words[at >> 2] = hashName(this.#view, at + nameOffset, name.length)
    words[(at >> 2) + 1] = name.length | (flags << 8) | (types.length << 16)
    words[(at >> 2) + 2] = zoneAt
    types.forEach((type, i) => {
      words[wordOfEntry(at, i)] = type
      words[wordOfEntry(at, i) + 1] = 0
    })
    return at
  }

  /** For a name that has no node yet. */
  insert(node: number, name: Name): void {
    const { words } = this.#arena
    const { table, mask } = this.#table()
    let slot = (words[node >> 2] as number) & mask
    while (words[table + slot] !== 0 && words[table + slot] !== GONE_NODE) slot = (slot + 1) & mask
    if (words[table + slot] === GONE_NODE) this.#count(HEADER.gone, -1)
    Atomics.store(words, table + slot, node)
    this.#count(HEADER.nodes, 1)
    words[HEADER.maxLabels] = Math.max(words[HEADER.maxLabels] as number, labelCount(name))
  }

  /** In the place of `before`, a node of the same name. */
  replace(before: number, node: number): void {
    Atomics.store(this.#arena.words, this.#slotOf(before), node)
    this.#retire(before)
  }

  /** The name exists no longer. */
  remove(node: number): void {
    const slot = this.#slotOf(node)
    Atomics.store(this.#arena.words, slot, GONE_NODE)
    this.#count(HEADER.nodes, -1)
    this.#count(HEADER.gone, 1)
    this.#freeUpTo(slot)
    this.#retire(node)
  }

  /** Where no search goes on beyond this slot, it need not come to it, nor to the ones before it that are gone, too. */
  #freeUpTo(last: number): void {
    const { words } = this.#arena
    const { table, mask } = this.#table()
    let slot = last - table
    if (words[table + ((slot + 1) & mask)] !== 0) return
    while (words[table + slot] === GONE_NODE) {
      Atomics.store(words, table + slot, 0)
      this.#count(HEADER.gone, -1)
      slot = (slot - 1) & mask
    }
  }

  #count(word: number, by: number): void {
    const { words } = this.#arena
    words[word] = (words[word] as number) + by
  }

  #slotOf(node: number): number {
    const { words } = this.#arena
    const { table, mask } = this.#table()
    let slot = (words[node >> 2] as number) & mask
    while (words[table + slot] !== node) slot = (slot + 1) & mask
    return table + slot
  }

  #table(): { readonly table: number; readonly mask: number } {
    const { words } = this.#arena
    return { table: (words[HEADER.tableAt] as number) >> 2, mask: words[HEADER.tableMask] as number }
  }

  #retire(node: number): void {
    const shape = this.#arena.words[(node >> 2) + 1] as number
    this.#arena.retire(node, NODE_OCTETS + (shape >>> 16) * ENTRY_OCTETS + padded(shape & 0xff))
  }
}

/** Where the type of a node's entry stands, in words; its ref is the next one. */
export function wordOfEntry(node: number, index: number): number {
  return ((node + NODE_OCTETS) >> 2) + 2 * index
}
