// The book: every answer of every zone in one shared arena, kept up to date by patches.
import { Arena } from './arena.ts'
import type { BookHandle } from './book-handle.ts'
import type { Catalog } from './catalog.ts'
import type { CompiledBook, Dependent } from './compile.ts'
import { lookup } from './lookup.ts'
import { TreeWriter } from './write-tree.ts'

/** The control plane's side of a compiled book. It needs of the zones only what `live-zone.ts` keeps. */
export class Book {
  readonly #catalog: Catalog
  #arena: Arena
  #trees: TreeWriter
  readonly #all: readonly Dependent[]
  /** By pool key. */
  readonly #dependents = new Map<string, Set<Dependent>>()
  /** The pools that the answer being compiled has drawn on. */
  readonly #touched = new Set<string>()

  /** Compiles what hangs on pools; from then on the book is whole, and may be handed to readers. */
  constructor({ arena, usedOctets, dependents }: CompiledBook, catalog: Catalog) {
    this.#catalog = {
      zones: catalog.zones,
      publicationOf: (pool) => {
        this.#touched.add(pool.key)
        return catalog.publicationOf(pool)
      },
    }
    this.#arena = Arena.adopt(arena, usedOctets)
    this.#trees = new TreeWriter(this.#arena)
    this.#all = dependents
    for (const dependent of dependents) this.#arena.words[dependent.refAt] = this.#compile(dependent)
    this.#arena.generation = 1
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
    const { words } = this.#arena
    for (const dependent of stale) {
      const before = words[dependent.refAt] as number
      Atomics.store(words, dependent.refAt, this.#compile(dependent))
      this.#trees.retire(before)
    }
    this.#arena.generation += 1
    return stale.size
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
