// Keeps the book in step with the publications, and its memory in step with what the workers have passed.
import type { Amendment } from '../../answer/amendment.ts'
import { ArenaFull } from '../../answer/arena.ts'
import { Book } from '../../answer/book.ts'
import type { BookHandle } from '../../answer/book-handle.ts'
import type { Catalog } from '../../answer/catalog.ts'
import type { CompiledBook } from '../../answer/compile.ts'
import { ZoneRows } from './zone-rows.ts'

/** The workers, as far as the book is concerned. */
export interface BookReaders {
  useBook(handle: BookHandle): void
  /** The lowest generation of the book that some worker may still be reading. */
  slowestGeneration(): number
}

export class BookKeeper {
  #book: Book
  #changedAtMs = Date.now()
  #readers: BookReaders | undefined
  readonly #zoneRows = new ZoneRows()

  constructor(compiled: CompiledBook, catalog: Catalog) {
    this.#book = this.#make(compiled, catalog)
  }

  get book(): Book {
    return this.#book
  }

  get handle(): BookHandle {
    return this.#book.handle
  }

  get generation(): number {
    return this.#book.generation
  }

  get usedOctets(): number {
    return this.#book.usedOctets
  }

  /** When the last change was put in place; wall clock ms. */
  get changedAtMs(): number {
    return this.#changedAtMs
  }

  /** Where the workers count what they reply, by zone. */
  get zoneRows(): ZoneRows['rows'] {
    return this.#zoneRows.rows
  }

  attach(readers: BookReaders): void {
    this.#readers = readers
  }

  /** A new book for a new load of zones. */
  replace(compiled: CompiledBook, catalog: Catalog): void {
    this.#book = this.#make(compiled, catalog)
    this.#changedAtMs = Date.now()
    this.#readers?.useBook(this.#book.handle)
  }

  /** Puts the answers of these pools in place; returns how many answers that were. */
  patch(poolKeys: readonly string[]): number {
    this.#book.reclaim(this.#readers?.slowestGeneration() ?? this.#book.generation)
    return this.#withRoom(() => this.#book.patch(poolKeys))
  }

  /** A small change of the zones. */
  amend(amendment: Amendment, catalog: Catalog): void {
    this.#book.reclaim(this.#readers?.slowestGeneration() ?? this.#book.generation)
    this.#withRoom(() => this.#book.amend(amendment, catalog))
  }

  /** Before any worker has seen the book: whatever it replies from it is counted in the right row. */
  #make(compiled: CompiledBook, catalog: Catalog): Book {
    const book = new Book(compiled, catalog)
    this.#zoneRows.add(catalog.zones.keys())
    for (const origin of catalog.zones.keys()) book.countIn(origin, this.#zoneRows.rowOf(origin))
    return book
  }

  #withRoom<Result>(change: () => Result): Result {
    try {
      this.#changedAtMs = Date.now()
      return change()
    } catch (error) {
      if (!(error instanceof ArenaFull)) throw error
      this.#book.moveToLarger()
      const result = change()
      this.#readers?.useBook(this.#book.handle)
      return result
    }
  }
}
