// The difference between a zone's plain records and what the record table holds of them, found beside the owner of the file.
import Database from 'better-sqlite3'
import { BUSY_TIMEOUT_MS } from './database.ts'
import { packRest, recordKey, recordOfKey, type StoredRecord } from './stored-record.ts'
import type { RowChanges } from './zones.ts'

/** So many rows at a time are written in a millisecond or two: the checks go on in between. */
export const MAX_ROWS_AT_ONCE = 200

type PlainTuple = [name: string, type: string, data: string, ttl: number]

/**
 * What must be written, then what must go, in parts of MAX_ROWS_AT_ONCE rows. `records` are those of no pool; rows of
 * pools are left alone. Reads the file at `path`, and never writes it.
 */
export function* changesOfTable(
  path: string,
  origin: string,
  records: Iterable<StoredRecord>,
): Generator<RowChanges> {
  const present = readPlainRows(path, origin)
  let written: StoredRecord[] = []
  for (const record of records) {
    const key = recordKey(record)
    const before = present.get(key)
    if (before !== undefined) present.delete(key)
    if (before === packRest(record.ttl, false, true)) continue
    if (written.push(record) < MAX_ROWS_AT_ONCE) continue
    yield { written, removed: [] }
    written = []
  }
  if (written.length > 0) yield { written, removed: [] }
  const gone = [...present.keys()]
  for (let at = 0; at < gone.length; at += MAX_ROWS_AT_ONCE)
    yield { written: [], removed: gone.slice(at, at + MAX_ROWS_AT_ONCE).map(recordOfKey) }
}

function readPlainRows(path: string, origin: string): Map<string, number> {
  const db = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const select = db
      .prepare<[string], PlainTuple>('SELECT name, type, data, ttl FROM records WHERE zone = ? AND noted = 0')
      .raw()
    const present = new Map<string, number>()
    for (const [name, type, data, ttl] of select.iterate(origin))
      present.set(recordKey({ name, type, data }), packRest(ttl, false, true))
    return present
  } finally {
    db.close()
  }
}
