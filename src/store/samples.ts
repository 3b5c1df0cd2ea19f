// The latency history: now and then an outcome of a target, kept for some days.
import type { Statement } from 'better-sqlite3'
import type { Ending } from '../health/outcome.ts'
import type { Connection } from './connection.ts'

export interface Sample {
  readonly target: string
  readonly atMs: number
  readonly latencyMs: number
  readonly ending: Ending
}

export interface SampleQuery {
  readonly target: string
  /** At or after, and before. */
  readonly sinceMs: number
  readonly untilMs: number
  readonly limit: number
}

export class SampleTable {
  readonly #connection: Connection
  readonly #insert: Statement<[string, number, number, string]>
  readonly #read: Statement<[string, number, number, number], Omit<Sample, 'target'>>
  readonly #next: Statement<[string], string | null>
  readonly #deleteOlder: Statement<[string, number]>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    // The same moment comes twice when the clock was set back.
    this.#insert = db.prepare(
      'INSERT OR IGNORE INTO samples (target, at, latency_ms, ending) VALUES (?, ?, ?, ?)',
    )
    this.#read = db.prepare(
      'SELECT at AS atMs, latency_ms AS latencyMs, ending FROM samples WHERE target = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?',
    )
    this.#next = db
      .prepare<[string], string | null>('SELECT min(target) FROM samples WHERE target > ?')
      .pluck()
    this.#deleteOlder = db.prepare('DELETE FROM samples WHERE target = ? AND at < ?')
  }

  write(samples: readonly Sample[]): void {
    this.#connection.unhurried(() => {
      for (const { target, atMs, latencyMs, ending } of samples)
        this.#insert.run(target, atMs, latencyMs, ending)
    })
  }

  /** Oldest first. */
  read({ target, sinceMs, untilMs, limit }: SampleQuery): Omit<Sample, 'target'>[] {
    return this.#connection.read(() => this.#read.all(target, sinceMs, untilMs, limit))
  }

  /** The target with samples that follows this one in some lasting order; '' comes before the first. */
  targetAfter(target: string): string | undefined {
    return this.#connection.read(() => this.#next.get(target)) ?? undefined
  }

  /** Those of one target that are older; returns how many. */
  removeOlder(target: string, beforeMs: number): number {
    return this.#connection.unhurried(() => this.#deleteOlder.run(target, beforeMs).changes)
  }
}
