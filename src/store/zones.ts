// The declared fact, and beside each record whether it is published: the tables `zones` and `records`.
import type { Database, Statement } from 'better-sqlite3'
import { packRest, type RecordKey, recordKey, recordOfKey, type StoredRecord } from './stored-record.ts'

export interface StoredZone {
  /** Presentation form, absolute. */
  readonly origin: string
  readonly file: string
  /** Stands for owner, type, TTL and data of all records: equal hashes mean equal records. Notes are not in it. */
  readonly contentHash: string
  /** As published, see serial.ts. */
  readonly serial: number
  readonly records: Iterable<StoredRecord>
}

export interface ZoneState {
  readonly serial: number
  readonly contentHash: string
}

export interface ZoneChange {
  readonly inserted: number
  readonly deleted: number
  readonly updated: number
}

/** Whether one record is published from now on. */
export interface PublishedFlag extends RecordKey {
  /** The zone's origin, in presentation form. */
  readonly zone: string
  readonly published: boolean
}

type Bit = 0 | 1
type RecordTuple = [name: string, type: string, data: string, ttl: number, noted: Bit, published: Bit]

export class ZoneTable {
  readonly #zone: Statement<[string], ZoneState>
  readonly #upsertZone: Statement<[string, number, string, number, string]>
  readonly #deleteExcept: Statement<[string]>
  readonly #records: Statement<[string], RecordTuple>
  readonly #noted: Statement<[string], RecordTuple>
  readonly #write: Statement<[string, string, string, string, number, Bit, Bit]>
  readonly #delete: Statement<[string, string, string, string]>
  readonly #makePlain: Statement<[string, string, string, string]>
  readonly #publish: Statement<[Bit, string, string, string, string]>

  constructor(db: Database) {
    const columns = 'name, type, data, ttl, noted, published'
    this.#zone = db.prepare('SELECT serial, content_hash AS contentHash FROM zones WHERE origin = ?')
    this.#upsertZone = db.prepare(`
      INSERT INTO zones (origin, serial, content_hash, loaded_at, file) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (origin) DO UPDATE SET serial = excluded.serial, content_hash = excluded.content_hash,
        loaded_at = excluded.loaded_at, file = excluded.file`)
    this.#deleteExcept = db.prepare('DELETE FROM zones WHERE origin NOT IN (SELECT value FROM json_each(?))')
    this.#records = db.prepare<[string], RecordTuple>(`SELECT ${columns} FROM records WHERE zone = ?`).raw()
    this.#noted = db
      .prepare<[string], RecordTuple>(`SELECT ${columns} FROM records WHERE zone = ? AND noted = 1`)
      .raw()
    this.#write = db.prepare(`
      INSERT INTO records (zone, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (zone, name, type, data) DO UPDATE SET ttl = excluded.ttl, noted = excluded.noted,
        published = excluded.published`)
    this.#delete = db.prepare('DELETE FROM records WHERE zone = ? AND name = ? AND type = ? AND data = ?')
    this.#makePlain = db.prepare(
      'UPDATE records SET noted = 0, published = 1 WHERE zone = ? AND name = ? AND type = ? AND data = ?',
    )
    this.#publish = db.prepare(
      'UPDATE records SET published = ? WHERE zone = ? AND name = ? AND type = ? AND data = ?',
    )
  }

  find(origin: string): ZoneState | undefined {
    return this.#zone.get(origin)
  }

  /** Of every noted record whether it is published, under `recordKey`. */
  readPublished(origin: string): Map<string, boolean> {
    const flags = new Map<string, boolean>()
    for (const [name, type, data, , , published] of this.#noted.iterate(origin))
      flags.set(recordKey({ name, type, data }), published === 1)
    return flags
  }

  publish(flags: readonly PublishedFlag[]): void {
    for (const { zone, name, type, data, published } of flags)
      this.#publish.run(published ? 1 : 0, zone, name, type, data)
  }

  /** Writes the rows that differ, and no others. With an equal hash only the noted records are looked at. */
  replace(zone: StoredZone, nowMs: number): ZoneChange {
    const { origin, file, contentHash, serial, records } = zone
    const sameContent = this.find(origin)?.contentHash === contentHash
    this.#upsertZone.run(origin, serial, contentHash, nowMs, file)
    return sameContent ? this.#replaceNotes(origin, records) : this.#replaceRecords(origin, records)
  }

  removeExcept(origins: Iterable<string>): number {
    return this.#deleteExcept.run(JSON.stringify([...origins])).changes
  }

  #replaceRecords(origin: string, records: Iterable<StoredRecord>): ZoneChange {
    const present = this.#present(this.#records, origin)
    const { inserted, updated } = this.#merge(origin, present, records)
    for (const { name, type, data } of [...present.keys()].map(recordOfKey))
      this.#delete.run(origin, name, type, data)
    return { inserted, deleted: present.size, updated }
  }

  #replaceNotes(origin: string, records: Iterable<StoredRecord>): ZoneChange {
    const present = this.#present(this.#noted, origin)
    const { inserted, updated } = this.#merge(origin, present, notedOnly(records))
    for (const { name, type, data } of [...present.keys()].map(recordOfKey))
      this.#makePlain.run(origin, name, type, data)
    return { inserted: 0, deleted: 0, updated: inserted + updated + present.size }
  }

  #present(select: Statement<[string], RecordTuple>, origin: string): Map<string, number> {
    const present = new Map<string, number>()
    for (const [name, type, data, ttl, noted, published] of select.iterate(origin))
      present.set(recordKey({ name, type, data }), packRest(ttl, noted === 1, published === 1))
    return present
  }

  /** Writes what is new or different, and leaves in `present` what `records` no longer has. */
  #merge(origin: string, present: Map<string, number>, records: Iterable<StoredRecord>) {
    let inserted = 0
    let updated = 0
    for (const record of records) {
      const key = recordKey(record)
      const before = present.get(key)
      present.delete(key)
      if (before === packRest(record.ttl, record.noted, record.published)) continue
      this.#writeRecord(origin, record)
      if (before === undefined) inserted++
      else updated++
    }
    return { inserted, updated }
  }

  #writeRecord(origin: string, { name, type, data, ttl, noted, published }: StoredRecord): void {
    this.#write.run(origin, name, type, data, ttl, noted ? 1 : 0, published ? 1 : 0)
  }
}

function* notedOnly(records: Iterable<StoredRecord>): Generator<StoredRecord> {
  for (const record of records) if (record.noted) yield record
}
