// The decreed fact: what operators have said about targets, who said it, why, and until when.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { TransitionTable } from './transitions.ts'

export type Decree = 'drain' | 'force-down' | 'force-up'

export interface Override {
  readonly id: number
  readonly target: string
  readonly decree: Decree
  readonly who: string
  readonly why: string
  readonly startedMs: number
  /** Undefined: until somebody ends it. */
  readonly endsMs: number | undefined
}

export type NewOverride = Omit<Override, 'id'>

interface OverrideRow {
  readonly id: number
  readonly target: string
  readonly decree: Decree
  readonly who: string
  readonly why: string
  readonly started_at: number
  readonly ends_at: number | null
}

const FORGOTTEN_AT_ONCE = 500
/** Of more only the newest are looked for in the history. */
const MAX_PATTERNS = 1000

export class OverrideTable {
  readonly #connection: Connection
  readonly #transitions: TransitionTable
  readonly #select: Statement<[], OverrideRow>
  readonly #selectAt: Statement<[number, number], OverrideRow>
  readonly #patterns: Statement<[], string>
  readonly #insert: Statement<[Omit<OverrideRow, 'id'>]>
  readonly #end: Statement<[number, string, number], OverrideRow>
  readonly #forget: Statement<[number]>

  constructor(connection: Connection, transitions: TransitionTable) {
    const { db } = connection
    this.#connection = connection
    this.#transitions = transitions
    const columns = 'id, target, decree, who, why, started_at, ends_at'
    this.#select = db.prepare(`SELECT ${columns} FROM overrides WHERE ended_at IS NULL ORDER BY id`)
    this.#selectAt = db.prepare(
      `SELECT ${columns} FROM overrides WHERE started_at <= ? AND (ended_at IS NULL OR ended_at > ?) ORDER BY id`,
    )
    this.#patterns = db
      .prepare<[], string>(
        `SELECT target FROM overrides WHERE target LIKE '%*%' GROUP BY target ORDER BY max(id) DESC LIMIT ${MAX_PATTERNS}`,
      )
      .pluck()
    this.#insert = db.prepare(`
      INSERT INTO overrides (target, decree, who, why, started_at, ends_at)
      VALUES (:target, :decree, :who, :why, :started_at, :ends_at)`)
    this.#end = db.prepare(
      `UPDATE overrides SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL RETURNING ${columns}`,
    )
    this.#forget = db.prepare(`
      DELETE FROM overrides WHERE id IN (
        SELECT id FROM overrides WHERE ended_at < ? ORDER BY id LIMIT ${FORGOTTEN_AT_ONCE})`)
  }

  /** Some of those that were ended before, 0: nothing is left; call again, with pauses. */
  forgetEndedBefore(atMs: number): number {
    return this.#connection.write(() => this.#forget.run(atMs).changes)
  }

  /** All that have not been ended, also those whose time is over: whoever sees `endsMs` pass calls `end`. Oldest first. */
  read(): Override[] {
    return this.#connection.read(() => this.#select.all()).map(overrideOf)
  }

  /** The targets with a `*` of all that there were, the newest first. */
  patterns(): string[] {
    return this.#connection.read(() => this.#patterns.all())
  }

  /** Those that held at that time, by the wall clock. */
  at(atMs: number): Override[] {
    return this.#connection.read(() => this.#selectAt.all(atMs, atMs)).map(overrideOf)
  }

  /** Ends those with the ids of `replacing` in the same transaction; returns its own id. */
  add(override: NewOverride, replacing: readonly number[] = []): number {
    const { startedMs, endsMs, ...rest } = override
    const { target, decree, who, why } = rest
    const change = { atMs: startedMs, kind: 'override', target, from: 'none', to: decree } as const
    return this.#connection.write(() => {
      for (const id of replacing) this.end(id, who, startedMs)
      this.#transitions.append({ ...change, reason: why, detail: who })
      const row = { ...rest, started_at: startedMs, ends_at: endsMs ?? null }
      return Number(this.#insert.run(row).lastInsertRowid)
    })
  }

  /** Returns whether there was such an override to end. */
  end(id: number, who: string, nowMs: number): boolean {
    return this.#connection.write(() => {
      const ended = this.#end.get(nowMs, who, id)
      if (ended === undefined) return false
      const { target, decree, why } = ended
      const change = { atMs: nowMs, kind: 'override', target, from: decree, to: 'none' } as const
      this.#transitions.append({ ...change, reason: why, detail: who })
      return true
    })
  }
}

function overrideOf({ started_at, ends_at, ...rest }: OverrideRow): Override {
  return { ...rest, startedMs: started_at, endsMs: ends_at ?? undefined }
}
