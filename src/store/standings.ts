// What each class of clients was answered last, for pools with `for=`: published flags alone do not tell them apart.
import type { Database, Statement } from 'better-sqlite3'

export interface StoredStanding {
  /** Origin of the zone, in presentation form. */
  readonly zone: string
  /** Owner and type, `www.corp.example. A`. */
  readonly pool: string
  /** One for each class of clients, the last for everybody else. */
  readonly classes: readonly StoredClass[]
}

export interface StoredClass {
  /** Absent: nothing was available. */
  readonly level?: number
  /** Data of records in presentation form. */
  readonly members: readonly string[]
}

export class StandingTable {
  readonly #select: Statement<[], { readonly pool: string; readonly classes: string }>
  readonly #upsert: Statement<[{ readonly zone: string; readonly pool: string; readonly classes: string }]>
  readonly #deleteExcept: Statement<[string, string]>

  constructor(db: Database) {
    this.#select = db.prepare('SELECT pool, classes FROM standings')
    // Without its zone, which could not be written then, a standing would be of no use.
    this.#upsert = db.prepare(`
      INSERT INTO standings (zone, pool, classes)
      SELECT :zone, :pool, :classes WHERE EXISTS (SELECT 1 FROM zones WHERE origin = :zone)
      ON CONFLICT (zone, pool) DO UPDATE SET classes = excluded.classes`)
    this.#deleteExcept = db.prepare(
      'DELETE FROM standings WHERE zone = ? AND pool NOT IN (SELECT value FROM json_each(?))',
    )
  }

  /** By pool. */
  read(): Map<string, readonly StoredClass[]> {
    return new Map(this.#select.all().map(({ pool, classes }) => [pool, JSON.parse(classes)]))
  }

  write(standings: readonly StoredStanding[]): void {
    for (const { zone, pool, classes } of standings)
      this.#upsert.run({ zone, pool, classes: JSON.stringify(classes) })
  }

  removeExcept(zone: string, pools: Iterable<string>): void {
    this.#deleteExcept.run(zone, JSON.stringify([...pools]))
  }
}
