// Keeps the book in step with the publications, and its memory in step with what the workers have passed.
import { ArenaFull } from '../answer/arena.ts'
import { Book } from '../answer/book.ts'
import type { BookHandle } from '../answer/book-handle.ts'
import type { Catalog } from '../answer/catalog.ts'

/** The workers, as far as the book is concerned. */
export interface BookReaders {
  useBook(handle: BookHandle): void
  /** The lowest generation of the book that some worker may still be reading. */
  slowestGeneration(): number
}

export class BookKeeper {
  #catalog: Catalog
  #book: Book
  #readers: BookReaders | undefined

  constructor(catalog: Catalog) {
    this.#catalog = catalog
    this.#book = new Book(catalog)
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

  attach(readers: BookReaders): void {
    this.#readers = readers
  }

  /** A new book for a new load of zones. */
  replace(catalog: Catalog): void {
    this.#catalog = catalog
    this.#book = new Book(catalog)
    this.#readers?.useBook(this.#book.handle)
  }

  /** Puts the answers of these pools in place; returns how many answers that were. */
  patch(poolKeys: Iterable<string>): number {
    this.#book.reclaim(this.#readers?.slowestGeneration() ?? this.#book.generation)
    try {
      return this.#book.patch(poolKeys)
    } catch (error) {
      if (!(error instanceof ArenaFull)) throw error
      this.replace(this.#catalog)
      return 0
    }
  }
}
