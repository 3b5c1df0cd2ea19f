// The decreed fact: what operators have said about targets, who said it, why, and until when.
import type { Database, Statement } from 'better-sqlite3'

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

export class OverrideTable {
  readonly #select: Statement<[], OverrideRow>
  readonly #insert: Statement<[Omit<OverrideRow, 'id'>]>
  readonly #end: Statement<[number, string, number], OverrideRow>

  constructor(db: Database) {
    const columns = 'id, target, decree, who, why, started_at, ends_at'
    this.#select = db.prepare(`SELECT ${columns} FROM overrides WHERE ended_at IS NULL ORDER BY id`)
    this.#insert = db.prepare(`
      INSERT INTO overrides (target, decree, who, why, started_at, ends_at)
      VALUES (:target, :decree, :who, :why, :started_at, :ends_at)`)
    this.#end = db.prepare(
      `UPDATE overrides SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL RETURNING ${columns}`,
    )
  }

  /** Those that nobody has ended yet, also when their time has run out; oldest first. */
  read(): Override[] {
    return this.#select.all().map(overrideOf)
  }

  add({ startedMs, endsMs, ...rest }: NewOverride): number {
    const row = { ...rest, started_at: startedMs, ends_at: endsMs ?? null }
    return Number(this.#insert.run(row).lastInsertRowid)
  }

  /** The override that was ended; undefined when there was none to end. */
  end(id: number, who: string, nowMs: number): Override | undefined {
    const row = this.#end.get(nowMs, who, id)
    return row && overrideOf(row)
  }
}

function overrideOf({ started_at, ends_at, ...rest }: OverrideRow): Override {
  return { ...rest, startedMs: started_at, endsMs: ends_at ?? undefined }
}
