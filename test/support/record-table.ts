// The record table as anybody may read it beside the running daemon.
import Database from 'better-sqlite3'

export interface TransitionRow {
  readonly target: string
  readonly from_state: string
  readonly to_state: string
  readonly reason: string
}

/** Data of the records of `www.corp.example. A` that the table says are answered now, sorted. */
export function publishedData(databaseFile: string, name: string, type: string): string[] {
  return read(databaseFile, (db) =>
    db
      .prepare<[string, string], string>(
        'SELECT data FROM records WHERE name = ? AND type = ? AND published = 1 ORDER BY data',
      )
      .pluck()
      .all(name, type),
  )
}

/** Changes of verdicts, oldest first. */
export function verdictTransitions(databaseFile: string): TransitionRow[] {
  return transitionsOf(databaseFile, 'verdict')
}

/** Transitions of one kind, oldest first. */
export function transitionsOf(databaseFile: string, kind: string): TransitionRow[] {
  return read(databaseFile, (db) =>
    db
      .prepare<[string], TransitionRow>(
        'SELECT target, from_state, to_state, reason FROM transitions WHERE kind = ? ORDER BY id',
      )
      .all(kind),
  )
}

/** Wall clock ms of the last probe that the table knows of. */
export function lastProbedAtMs(databaseFile: string): number {
  return read(databaseFile, (db) => Number(db.prepare('SELECT max(probed_at) FROM verdicts').pluck().get()))
}

function read<Result>(databaseFile: string, query: (db: Database.Database) => Result): Result {
  const db = new Database(databaseFile, { readonly: true, timeout: 5000 })
  try {
    return query(db)
  } finally {
    db.close()
  }
}
