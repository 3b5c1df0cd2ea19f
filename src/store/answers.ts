// What each pool answered and since when: the answers behind the transitions of that kind, for whoever asks of a past instant.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'

/** What one class of clients is answered. */
export interface AnsweredClass {
  /** Data of records in presentation form; empty is NODATA. */
  readonly members: readonly string[]
  /** A reason of answer/publish.ts. */
  readonly reason: string
}

export interface AnswerChange {
  /** Of its transition. */
  readonly id: number
  readonly atMs: number
  /** `www.corp.example. A` */
  readonly pool: string
  /** One for each class of clients, everybody else first. */
  readonly classes: readonly AnsweredClass[]
}

const FORGOTTEN_AT_ONCE = 1000

interface AnswerRow extends Omit<AnswerChange, 'classes' | 'atMs'> {
  readonly at: number
  readonly classes: string
}

export class AnswerTable {
  readonly #connection: Connection
  readonly #insert: Statement<[AnswerRow]>
  readonly #last: Statement<[string, number], AnswerRow>
  readonly #forget: Statement<[{ readonly oldest: number }]>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    this.#insert = db.prepare(
      'INSERT OR REPLACE INTO answers (id, at, pool, classes) VALUES (:id, :at, :pool, :classes)',
    )
    this.#last = db.prepare('SELECT * FROM answers WHERE pool = ? AND id <= ? ORDER BY id DESC LIMIT 1')
    this.#forget = db.prepare(`
      DELETE FROM answers WHERE id IN (
        SELECT id FROM answers old WHERE id <= :oldest AND EXISTS (
          SELECT 1 FROM answers later WHERE later.pool = old.pool AND later.id > old.id AND later.id <= :oldest)
        LIMIT ${FORGOTTEN_AT_ONCE})`)
  }

  add({ id, atMs, pool, classes }: AnswerChange): void {
    this.#insert.run({ id, at: atMs, pool, classes: JSON.stringify(classes) })
  }

  /** What the pool answered when the transition `until` had happened; undefined: that is not on record. */
  last(pool: string, until = Number.MAX_SAFE_INTEGER): AnswerChange | undefined {
    const row = this.#connection.read(() => this.#last.get(pool, until))
    if (row === undefined) return undefined
    const { at, classes, ...rest } = row
    return { ...rest, atMs: at, classes: JSON.parse(classes) }
  }

  /** Some of what was over when the transition `oldest` happened, 0: nothing is left; what still held then stays. */
  forgetBefore(oldest: number): number {
    return this.#connection.write(() => this.#forget.run({ oldest }).changes)
  }
}
