// The connection to the database: whatever is done through it is done whole, or throws StoreFault and has changed nothing.
import type { Database } from 'better-sqlite3'
import { problemOf, StoreFault } from './problem.ts'

/** Of a transaction that is no part of another one. */
export type WriteObserver = (durationMs: number, isDone: boolean) => void

export class Connection {
  readonly path: string
  readonly db: Database
  /** Told of every transaction. */
  onWrite: WriteObserver | undefined

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
      this.onWrite?.(performance.now() - startMs, isDone)
    }
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
