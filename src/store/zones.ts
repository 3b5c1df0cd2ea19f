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
  /** How many it has, pools included; for the history. */
  readonly count: number
  /** The records of pools, all of them; the plain ones follow behind, see RowChanges. */
  readonly pooled: readonly StoredRecord[]
}

export interface ZoneState {
  readonly serial: number
  readonly contentHash: string
  /** The rows of the plain records are all there. */
  readonly isComplete: boolean
}

/** A part of what makes the plain records in the table those of the zone. */
export interface RowChanges {
  readonly written: readonly StoredRecord[]
  readonly removed: readonly RecordKey[]
}

/** A small change of a complete zone: what some names have, and another SOA. */
export interface NameRows {
  /** In presentation form, in each way in which the zone wrote or writes them: upper and lower case differ here. */
  readonly names: readonly string[]
  /** All plain records that these names have from now on, and the SOA. */
  readonly rows: readonly StoredRecord[]
}

/** Whether one record is published from now on. */
export interface PublishedFlag extends RecordKey {
  /** The zone's origin, in presentation form. */
  readonly zone: string
  readonly published: boolean
}

export type RemovedZone = Pick<StoredZone, 'origin' | 'file' | 'serial'>

type Bit = 0 | 1
type RecordTuple = [name: string, type: string, data: string, ttl: number, published: Bit]

interface ZoneRow extends Omit<ZoneState, 'isComplete'> {
  readonly origin: string
  readonly complete: Bit
}

export class ZoneTable {
  readonly #zones: Statement<[], ZoneRow>
  readonly #upsertZone: Statement<[string, number, string, number, string, Bit]>
  readonly #complete: Statement<[string]>
  readonly #deleteExcept: Statement<[string], RemovedZone>
  readonly #noted: Statement<[string], RecordTuple>
  readonly #write: Statement<[string, string, string, string, number, Bit, Bit]>
  readonly #delete: Statement<[string, string, string, string]>
  readonly #deletePlain: Statement<[string, string]>
  readonly #deleteSoa: Statement<[string, string]>
  readonly #publish: Statement<[Bit, string, string, string, string]>

  constructor(db: Database) {
    const columns = 'name, type, data, ttl, noted, published'
    this.#zones = db.prepare('SELECT origin, serial, content_hash AS contentHash, complete FROM zones')
    this.#upsertZone = db.prepare(`
      INSERT INTO zones (origin, serial, content_hash, loaded_at, file, complete) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (origin) DO UPDATE SET serial = excluded.serial, content_hash = excluded.content_hash,
        loaded_at = excluded.loaded_at, file = excluded.file, complete = excluded.complete`)
    this.#complete = db.prepare('UPDATE zones SET complete = 1 WHERE origin = ?')
    this.#deleteExcept = db.prepare(
      'DELETE FROM zones WHERE origin NOT IN (SELECT value FROM json_each(?)) RETURNING origin, file, serial',
    )
    this.#noted = db
      .prepare<[string], RecordTuple>(
        // Without a hint all records of the zone are read: the table itself begins with its zone, too.
        'SELECT name, type, data, ttl, published FROM records INDEXED BY records_noted WHERE zone = ? AND noted = 1',
      )
      .raw()
    this.#write = db.prepare(`
      INSERT INTO records (zone, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (zone, name, type, data) DO UPDATE SET ttl = excluded.ttl, noted = excluded.noted,
        published = excluded.published`)
    this.#delete = db.prepare('DELETE FROM records WHERE zone = ? AND name = ? AND type = ? AND data = ?')
    this.#deletePlain = db.prepare('DELETE FROM records WHERE zone = ? AND name = ? AND noted = 0')
    this.#deleteSoa = db.prepare("DELETE FROM records WHERE zone = ? AND name = ? AND type = 'SOA'")
    this.#publish = db.prepare(
      'UPDATE records SET published = ? WHERE zone = ? AND name = ? AND type = ? AND data = ?',
    )
  }

  /** By origin. */
  read(): Map<string, ZoneState> {
    const rows = this.#zones.all()
    return new Map(
      rows.map(({ origin, serial, contentHash, complete }) => [
        origin,
        { serial, contentHash, isComplete: complete === 1 },
      ]),
    )
  }

  /** Of every noted record whether it is published, under `recordKey`. */
  readPublished(origin: string): Map<string, boolean> {
    const flags = new Map<string, boolean>()
    for (const [name, type, data, , published] of this.#noted.iterate(origin))
      flags.set(recordKey({ name, type, data }), published === 1)
    return flags
  }

  publish(flags: readonly PublishedFlag[]): void {
    for (const { zone, name, type, data, published } of flags)
      this.#publish.run(published ? 1 : 0, zone, name, type, data)
  }

  /** The zone and the rows of its pools, those that differ. It is complete when its plain records are those before. */
  begin(
    { origin, file, contentHash, serial, pooled }: StoredZone,
    before: ZoneState | undefined,
    nowMs: number,
  ): void {
    const isComplete = before?.isComplete === true && before.contentHash === contentHash
    this.#upsertZone.run(origin, serial, contentHash, nowMs, file, isComplete ? 1 : 0)
    const present = new Map<string, number>()
    for (const [name, type, data, ttl, published] of this.#noted.iterate(origin))
      present.set(recordKey({ name, type, data }), packRest(ttl, true, published === 1))
    for (const record of pooled) {
      const key = recordKey(record)
      if (present.get(key) !== packRest(record.ttl, true, record.published)) this.#writeRecord(origin, record)
      present.delete(key)
    }
    for (const key of present.keys()) this.#deleteRecord(origin, recordOfKey(key))
  }

  change(origin: string, { written, removed }: RowChanges): void {
    for (const record of written) this.#writeRecord(origin, record)
    for (const key of removed) this.#deleteRecord(origin, key)
  }

  /** Makes the plain records of these names those that are given. */
  changeNames(origin: string, { names, rows }: NameRows): void {
    for (const name of names) this.#deletePlain.run(origin, name)
    for (const row of rows) {
      if (row.type === 'SOA') this.#deleteSoa.run(origin, row.name)
      this.#writeRecord(origin, row)
    }
  }

  complete(origin: string): void {
    this.#complete.run(origin)
  }

  removeExcept(origins: Iterable<string>): RemovedZone[] {
    return this.#deleteExcept.all(JSON.stringify([...origins]))
  }

  #writeRecord(origin: string, { name, type, data, ttl, noted, published }: StoredRecord): void {
    this.#write.run(origin, name, type, data, ttl, noted ? 1 : 0, published ? 1 : 0)
  }

  #deleteRecord(origin: string, { name, type, data }: RecordKey): void {
    this.#delete.run(origin, name, type, data)
  }
}
