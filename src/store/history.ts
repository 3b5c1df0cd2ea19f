// Reads the history by what a person asks for, a bounded stretch at a time, and forgets what is too old.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { TransitionKind } from './transition-kinds.ts'
import { type Transition, type TransitionRow, transitionOf } from './transitions.ts'

export interface HistoryQuery {
  /** 1 … MAX_PAGE; what lies outside is brought inside. */
  readonly limit: number
  /** Only older ones than this. */
  readonly beforeId?: number
  readonly kinds?: readonly TransitionKind[]
  /** Wall clock ms: at or after, and before. */
  readonly sinceMs?: number
  readonly untilMs?: number
  readonly subject?: HistorySubject
}

/** A transition is of the subject when either list has it. */
export interface HistorySubject {
  /** `10.1.0.10/web`, `www.corp.example. A`, … */
  readonly targets: readonly string[]
  /** What stands before the `/` or the space: `10.1.0.10`, `www.corp.example.` */
  readonly owners: readonly string[]
}

export interface HistoryPage {
  /** Newest first. */
  readonly transitions: readonly Transition[]
  /** `beforeId` of the next page; undefined: there is nothing older. */
  readonly nextId: number | undefined
}

export const MAX_PAGE = 1000
/** Rows that one page looks at, found or not: some 10 ms. A page may so be empty and yet not the last. */
export const MAX_ROWS_SEEN = 10_000
/** Rows that one step of forgetting looks at. */
const FORGOTTEN_AT_ONCE = 1000

interface Bounds {
  readonly before: number
  readonly floor: number
  readonly since: number
  readonly until: number
  readonly kinds: string | null
  readonly targets: string | null
  readonly owners: string | null
  readonly limit: number
}

export class HistoryTable {
  readonly #connection: Connection
  readonly #select: Statement<[Bounds], TransitionRow>
  readonly #ends: Statement<[], { readonly oldest: number | null; readonly newest: number | null }>
  readonly #forget: Statement<[number]>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    this.#select = db.prepare(`
      SELECT * FROM transitions
      WHERE id >= :floor AND id < :before AND at >= :since AND at < :until
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
        AND (:targets IS NULL
          OR target IN (SELECT value FROM json_each(:targets))
          OR substr(target, 1, instr(target, '/') - 1) IN (SELECT value FROM json_each(:owners))
          OR substr(target, 1, instr(target, ' ') - 1) IN (SELECT value FROM json_each(:owners)))
      ORDER BY id DESC LIMIT :limit`)
    this.#ends = db.prepare(
      'SELECT (SELECT min(id) FROM transitions) AS oldest, (SELECT max(id) FROM transitions) AS newest',
    )
    this.#forget = db.prepare(`
      DELETE FROM transitions WHERE id IN (
        SELECT id FROM (SELECT id, at FROM transitions ORDER BY id LIMIT ${FORGOTTEN_AT_ONCE}) WHERE at < ?)`)
  }

  /** Newest first; follow `nextId` for what is older. */
  page(query: HistoryQuery): HistoryPage {
    return this.#connection.read(() => this.#page(query))
  }

  /** How many transitions there are, or some more where the clock was set back once. */
  rows(): number {
    const { oldest, newest } = this.#connection.read(() => this.#ends.get()) ?? {}
    return typeof oldest === 'number' && typeof newest === 'number' ? newest - oldest + 1 : 0
  }

  /** Forgets some of what is older, 0: nothing is left; call again, with pauses. What was noted under a clock far ahead stays longer. */
  forgetBefore(atMs: number): number {
    return this.#connection.write(() => this.#forget.run(atMs).changes)
  }

  #page({ limit, beforeId, kinds, subject, sinceMs, untilMs }: HistoryQuery): HistoryPage {
    const { oldest, newest } = this.#ends.get() ?? {}
    if (typeof oldest !== 'number' || typeof newest !== 'number') return NOTHING
    const before = Math.min(beforeId ?? newest + 1, newest + 1)
    const floor = Math.max(oldest, before - MAX_ROWS_SEEN)
    const count = Math.max(1, Math.min(Math.floor(limit), MAX_PAGE))
    const rows = this.#select.all({
      before,
      floor,
      since: sinceMs ?? 0,
      until: untilMs ?? Number.MAX_SAFE_INTEGER,
      kinds: kinds === undefined ? null : JSON.stringify(kinds),
      targets: subject === undefined ? null : JSON.stringify(subject.targets),
      owners: subject === undefined ? null : JSON.stringify(subject.owners),
      limit: count,
    })
    const reached = rows.length < count ? floor : (rows.at(-1)?.id ?? floor)
    return { transitions: rows.map(transitionOf), nextId: reached > oldest ? reached : undefined }
  }
}

const NOTHING: HistoryPage = { transitions: [], nextId: undefined }
