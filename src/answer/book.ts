// The book: every answer of every zone in one shared arena, kept up to date by patches.
import { isWildcard, type Name, parentOf, wildcardBelow } from '../dns/name.ts'
import type { AmendedNode, Amendment } from './amendment.ts'
import { Arena } from './arena.ts'
import type { BookHandle } from './book-handle.ts'
import type { Catalog } from './catalog.ts'
import { type CompiledBook, type Dependent, NEGATIVE, settingOfZone } from './compile.ts'
import { FLAG_WILDCARD, RR_TYPES, WILDCARD_ENTRY } from './layout.ts'
import { lookup, negativeReply } from './lookup.ts'
import { NodeWriter, wordOfEntry } from './node-writer.ts'
import { BookReader } from './reader.ts'
import { leafOf } from './tree.ts'
import { TreeWriter } from './write-tree.ts'
import type { ZoneView } from './zone-view.ts'

/** The control plane's side of a compiled book. It needs of the zones only what `live-zone.ts` keeps. */
export class Book {
  #catalog: Catalog
  #arena: Arena
  #trees: TreeWriter
  readonly #all: readonly Dependent[]
  /** By pool key. */
  readonly #dependents = new Map<string, Set<Dependent>>()
  /** The pools that the answer being compiled has drawn on. */
  readonly #touched = new Set<string>()

  /** Compiles what hangs on pools; from then on the book is whole, and may be handed to readers. */
  constructor({ arena, usedOctets, dependents }: CompiledBook, catalog: Catalog) {
    this.#catalog = this.#watched(catalog)
    this.#arena = Arena.adopt(arena, usedOctets)
    this.#trees = new TreeWriter(this.#arena)
    this.#all = dependents
    for (const dependent of dependents) this.#arena.words[dependent.refAt] = this.#compile(dependent)
    this.#arena.generation = 1
  }

  #watched({ zones, publicationOf }: Catalog): Catalog {
    return {
      zones,
      publicationOf: (pool) => {
        this.#touched.add(pool.key)
        return publicationOf(pool)
      },
    }
  }

  get handle(): BookHandle {
    return { arena: this.#arena.buffer }
  }

  get generation(): number {
    return this.#arena.generation
  }

  get usedOctets(): number {
    return this.#arena.usedOctets
  }

  /** The pools on which the answer with this ref hangs; none for one that never changes. */
  poolsBehind(ref: number): readonly string[] {
    const found = this.#all.find(({ refAt }) => this.#arena.words[refAt] === ref)
    if (found === undefined) return []
    return [...this.#dependents].flatMap(([key, dependents]) => (dependents.has(found) ? [key] : []))
  }

  /**
   * Compiles every answer that depends on these pools anew and puts each in place with one atomic store.
   * Returns how many answers changed. Throws ArenaFull when there is no room: then `moveToLarger`, and again.
   */
  patch(poolKeys: Iterable<string>): number {
    const stale = new Set<Dependent>()
    for (const key of poolKeys) for (const dependent of this.#dependents.get(key) ?? []) stale.add(dependent)
    for (const dependent of stale) this.#put(dependent.refAt, this.#compile(dependent))
    this.#arena.generation += 1
    return stale.size
  }

  /**
   * A small change of the zones: `catalog` is what is at hand of them from now on. Readers take it in piece by piece,
   * and each answer whole. Throws ArenaFull when there is no room: then `moveToLarger`, and again.
   */
  amend(amendment: Amendment, catalog: Catalog): void {
    this.#catalog = this.#watched(catalog)
    const { origin, nodes, answers, gone } = amendment
    const reader = new BookReader(this.handle)
    const writer = new NodeWriter(this.#arena)
    const { words } = this.#arena
    const zoneAt = words[(reader.findName(origin) >> 2) + 2] as number
    for (const [i, rcode] of NEGATIVE.entries()) this.#put((zoneAt >> 2) + i, this.#negative(origin, rcode))
    for (const node of nodes) this.#putNode(node, zoneAt, reader, writer)
    for (const { name, type, tree, setting } of answers)
      this.#put(reader.entryAt(reader.findName(name), type), this.#trees.write(tree, setting))
    for (const name of gone) {
      const node = reader.findName(name)
      if (node !== 0) this.#retireNode(reader, node, () => writer.remove(node))
    }
    for (const dependent of this.#all) this.#put(dependent.refAt, this.#compile(dependent))
    this.#arena.generation += 1
  }

  /** From now on replies about names of this zone are counted in this row. */
  countIn(origin: Name, row: number): void {
    const { words } = this.#arena
    const apex = new BookReader(this.handle).findName(origin)
    if (apex !== 0) Atomics.store(words, ((words[(apex >> 2) + 2] as number) >> 2) + 3, row)
  }

  #negative(origin: Name, rcode: number): number {
    const view = this.#catalog.zones.get(origin) as ZoneView
    return this.#trees.write(leafOf(negativeReply(view, rcode)), settingOfZone(origin))
  }

  #putNode(
    { name, flags, answers }: AmendedNode,
    zoneAt: number,
    reader: BookReader,
    writer: NodeWriter,
  ): void {
    const { words } = this.#arena
    const before = reader.findName(name)
    const types = answers.map(({ type }) => type)
    if (flags & FLAG_WILDCARD) types.push(WILDCARD_ENTRY)
    // What another zone answers stays with that zone.
    const zone = before === 0 ? zoneAt : (words[(before >> 2) + 2] as number)
    const node = writer.write(name, flags, types, zone)
    answers.forEach(({ tree, setting }, i) => {
      words[wordOfEntry(node, i) + 1] = this.#trees.write(tree, setting)
    })
    if (flags & FLAG_WILDCARD)
      words[wordOfEntry(node, answers.length) + 1] = reader.findName(wildcardBelow(name))
    if (before === 0) {
      writer.insert(node, name)
      return
    }
    if (isWildcard(name)) {
      const parent = reader.findName(parentOf(name))
      Atomics.store(words, reader.entryAt(parent, WILDCARD_ENTRY), node)
    }
    this.#retireNode(reader, before, () => writer.replace(before, node))
  }

  /** The node with its answers, once `unlink` has taken it out of the table. */
  #retireNode(reader: BookReader, node: number, unlink: () => void): void {
    const refs = reader.types(node).flatMap((type) => (type < RR_TYPES ? [reader.entry(node, type)] : []))
    unlink()
    for (const ref of refs) this.#trees.retire(ref)
  }

  #put(refAt: number, ref: number): void {
    const { words } = this.#arena
    const before = words[refAt] as number
    Atomics.store(words, refAt, ref)
    this.#trees.retire(before)
  }

  /** Memory of replaced answers may be used again; `slowest` is the lowest generation still being read. */
  reclaim(slowest: number): void {
    this.#arena.reclaim(slowest)
  }

  /** A copy of the arena with more room; readers of the old one go on with what it held, until they get the new handle. */
  moveToLarger(): void {
    this.#arena = this.#arena.larger()
    this.#trees = new TreeWriter(this.#arena)
  }

  /** Byte offset of the answer's tree; remembers on which pools it depends. */
  #compile(dependent: Dependent): number {
    this.#touched.clear()
    const tree = lookup(this.#catalog, dependent.name, dependent.type)
    for (const key of this.#touched) {
      const known = this.#dependents.get(key)
      if (known === undefined) this.#dependents.set(key, new Set([dependent]))
      else known.add(dependent)
    }
    return this.#trees.write(tree, dependent.setting)
  }
}
