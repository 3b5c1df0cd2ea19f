// The history: every change of a verdict, an override or a zone, never changed, and kept as long as failover.yaml says.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { TransitionKind } from './transition-kinds.ts'

export interface Transition {
  /** Grows with time; never used twice. The cursor of paging and of event streams. */
  readonly id: number
  readonly atMs: number
  readonly kind: TransitionKind
  /** What changed: a target, a pool, an address in maintenance, ourselves, the origin of a zone, or the name of a token. */
  readonly target: string
  /** States of a verdict, `none` or the decree of an override, the scope of a token or `refused` for a file, serials of a zone, answers of a pool. */
  readonly from: string
  readonly to: string
  /** The ending of the deciding outcome; why an override was decreed; the file of a zone; what became of a token. */
  readonly reason: string
  readonly detail: string
}

export interface TransitionQuery {
  /** 1 … MAX_TRANSITIONS_READ; what lies outside is brought inside. */
  readonly limit: number
  /** Only older ones than this. */
  readonly beforeId?: number
  /** Of this kind about this target only: one address can be in maintenance and under an override. */
  readonly about?: Pick<Transition, 'kind' | 'target'>
}

export const MAX_TRANSITIONS_READ = 10_000

export interface TransitionRow {
  readonly id: number
  readonly at: number
  readonly kind: TransitionKind
  readonly target: string
  readonly from_state: string
  readonly to_state: string
  readonly reason: string
  readonly detail: string
}

export class TransitionTable {
  readonly #connection: Connection
  readonly #insert: Statement<[Omit<TransitionRow, 'id'>]>
  readonly #selectAll: Statement<[number, number], TransitionRow>
  readonly #selectAbout: Statement<[string, TransitionKind, number, number], TransitionRow>
  readonly #selectAfter: Statement<[number, number], TransitionRow>
  readonly #newest: Statement<[], { readonly seq: number }>
  readonly #selectAboutAfter: Statement<[string, TransitionKind, number], TransitionRow>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    this.#selectAfter = db.prepare('SELECT * FROM transitions WHERE id > ? ORDER BY id LIMIT ?')
    this.#newest = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'transitions'")
    this.#insert = db.prepare(`
      INSERT INTO transitions (at, kind, target, from_state, to_state, reason, detail)
      VALUES (:at, :kind, :target, :from_state, :to_state, :reason, :detail)`)
    this.#selectAboutAfter = db.prepare(
      'SELECT * FROM transitions WHERE target = ? AND kind = ? AND id > ? ORDER BY id LIMIT 1',
    )
    this.#selectAll = db.prepare('SELECT * FROM transitions WHERE id < ? ORDER BY id DESC LIMIT ?')
    this.#selectAbout = db.prepare(
      'SELECT * FROM transitions WHERE target = ? AND kind = ? AND id < ? ORDER BY id DESC LIMIT ?',
    )
  }

  /** Within the transaction of the change. */
  append({ atMs, from, to, ...rest }: Omit<Transition, 'id'>): number {
    this.#connection.noteTransition(rest.kind)
    return Number(this.#insert.run({ at: atMs, from_state: from, to_state: to, ...rest }).lastInsertRowid)
  }

  /** Oldest first. */
  readAfter(id: number, limit: number): Transition[] {
    return this.#connection.read(() => this.#selectAfter.all(id, limit)).map(transitionOf)
  }

  /** The id of the newest that there ever was; 0: there was none. */
  newestId(): number {
    return this.#connection.read(() => this.#newest.get())?.seq ?? 0
  }

  /** The next one of this kind about this target. */
  nextAbout({ kind, target }: Pick<Transition, 'kind' | 'target'>, afterId: number): Transition | undefined {
    const row = this.#connection.read(() => this.#selectAboutAfter.get(target, kind, afterId))
    return row && transitionOf(row)
  }

  /** Newest first. */
  read({ limit, beforeId = Number.MAX_SAFE_INTEGER, about }: TransitionQuery): Transition[] {
    const count = Math.max(1, Math.min(Math.floor(limit), MAX_TRANSITIONS_READ))
    const rows = this.#connection.read(() =>
      about === undefined
        ? this.#selectAll.all(beforeId, count)
        : this.#selectAbout.all(about.target, about.kind, beforeId, count),
    )
    return rows.map(transitionOf)
  }
}

export function transitionOf({ at, from_state, to_state, ...rest }: TransitionRow): Transition {
  return { ...rest, atMs: at, from: from_state, to: to_state }
}
