// The text of every zone in service, packed by whoever keeps it: what a start falls back on when a file is broken by then.
import type { Database, Statement } from 'better-sqlite3'

export interface StoredSources {
  /** Presentation form, absolute. */
  readonly origin: string
  readonly file: string
  /** Of this very text. */
  readonly contentHash: string
  /** As published last, of this text or of a later one that was not written to its end. */
  readonly serial: number
  readonly isLast: boolean
  readonly loadedAtMs: number
  readonly packed: Uint8Array
}

/** So much is written at a time, so that the checks go on in between. */
const PART_OCTETS = 128 * 1024

interface SourceRow {
  readonly origin: string
  readonly file: string
  readonly contentHash: string
  readonly serial: number
  readonly isLast: 0 | 1
  readonly loadedAtMs: number
  readonly parts: number
}

export class SourceTable {
  readonly #write: Statement<[string, string, number, number, Uint8Array]>
  readonly #deleteOthers: Statement<[string, string]>
  readonly #whole: Statement<[], SourceRow>
  readonly #parts: Statement<[string, string], Buffer>

  constructor(db: Database) {
    this.#write = db.prepare(`
      INSERT OR REPLACE INTO zone_sources (zone, content_hash, part, parts, octets) VALUES (?, ?, ?, ?, ?)`)
    this.#deleteOthers = db.prepare('DELETE FROM zone_sources WHERE zone = ? AND content_hash <> ?')
    this.#whole = db.prepare(`
      SELECT origin, file, s.content_hash AS contentHash, serial, s.content_hash = z.content_hash AS isLast,
        loaded_at AS loadedAtMs, parts
      FROM zones z JOIN zone_sources s ON s.zone = z.origin
      GROUP BY s.zone, s.content_hash HAVING count(*) = parts ORDER BY isLast`)
    this.#parts = db
      .prepare<[string, string], Buffer>(
        'SELECT octets FROM zone_sources WHERE zone = ? AND content_hash = ? ORDER BY part',
      )
      .pluck()
  }

  /** Whether this text is there, whole. */
  has(origin: string, contentHash: string): boolean {
    return this.#whole.all().some((row) => row.origin === origin && row.contentHash === contentHash)
  }

  /** In as many steps as there are parts; what was there before goes with the last one. */
  *write(origin: string, contentHash: string, packed: Uint8Array): Generator<() => void> {
    const parts = Math.max(1, Math.ceil(packed.length / PART_OCTETS))
    for (let part = 0; part < parts; part++) {
      const octets = packed.subarray(part * PART_OCTETS, (part + 1) * PART_OCTETS)
      yield () => {
        this.#write.run(origin, contentHash, part, parts, octets)
        if (part === parts - 1) this.#deleteOthers.run(origin, contentHash)
      }
    }
  }

  /** Whole ones only, one for each zone; of two that of the last text. */
  read(): StoredSources[] {
    const rows = new Map(this.#whole.all().map((row) => [row.origin, row]))
    return [...rows.values()].map(({ isLast, parts: _, ...row }) => ({
      ...row,
      isLast: isLast === 1,
      packed: Buffer.concat(this.#parts.all(row.origin, row.contentHash)),
    }))
  }
}
