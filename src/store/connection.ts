// The connection to the database: whatever is done through it is done whole, or throws StoreFault and has changed nothing.
import type { Database } from 'better-sqlite3'
import { problemOf, StoreFault } from './problem.ts'
import type { TransitionKind } from './transition-kinds.ts'

/** A transaction of SQLite that is no part of another one. */
export interface Written {
  readonly durationMs: number
  /** False: SQLite has refused it. */
  readonly isDone: boolean
  /** Of the rows of the history that it has added; one that was refused has added none. */
  readonly transitions: readonly TransitionKind[]
}

export class Connection {
  readonly path: string
  readonly db: Database
  /** Told of every transaction. */
  onWrite: ((written: Written) => void) | undefined
  #transitions: TransitionKind[] = []

  constructor(path: string, db: Database) {
    this.path = path
    this.db = db
  }

  read<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw new StoreFault(problemOf(this.path, error), error)
    }
  }

  /** One transaction, on the disk when this returns; within another one it is a part of that. */
  write<Result>(work: () => Result): Result {
    if (this.db.inTransaction) return this.read(() => this.db.transaction(work).immediate())
    const startMs = performance.now()
    let isDone = false
    try {
      const result = this.read(() => this.db.transaction(work).immediate())
      isDone = true
      return result
    } finally {
      const transitions = isDone ? this.#transitions : []
      this.#transitions = []
      this.onWrite?.({ durationMs: performance.now() - startMs, isDone, transitions })
    }
  }

  /** The transaction under way adds a row to the history. */
  noteTransition(kind: TransitionKind): void {
    this.#transitions.push(kind)
  }

  /**
   * One transaction that a power cut may take back, though no kill can: the checkpoint syncs. A sync for each batch
   * would wait for the disk once a tick and save nothing of worth.
   */
  unhurried<Result>(work: () => Result): Result {
    if (this.db.inTransaction) return this.write(work)
    this.read(() => this.db.pragma('synchronous = NORMAL'))
    try {
      return this.write(work)
    } finally {
      this.read(() => this.db.pragma('synchronous = FULL'))
    }
  }
}
