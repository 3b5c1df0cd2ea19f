// The real tables of alerts, in memory, with kills where a test wants them.
import Database from 'better-sqlite3'
import { type AlertChange, AlertTable, type StoredAlerts } from '../../../src/store/alerts.ts'
import { Connection } from '../../../src/store/connection.ts'
import { migrate } from '../../../src/store/migrations.ts'

export class Killed extends Error {}

export type KillAt = 'before' | 'after' | undefined

export class MemoryStore {
  readonly table: AlertTable
  /** What becomes of the next write: it and whoever wrote it are lost, or it is done and whoever wrote it never knows. */
  killAt: KillAt

  constructor() {
    const db = new Database(':memory:')
    db.pragma('foreign_keys = ON')
    migrate(db)
    this.table = new AlertTable(new Connection(':memory:', db))
  }

  read(): StoredAlerts {
    return this.table.read()
  }

  write(change: AlertChange): void {
    this.#orKilled(() => this.table.write(change))
  }

  noteAttempt: AlertTable['noteAttempt'] = (...details) =>
    this.#orKilled(() => this.table.noteAttempt(...details))

  noteEnd: AlertTable['noteEnd'] = (...details) => this.#orKilled(() => this.table.noteEnd(...details))

  #orKilled(work: () => void): void {
    const { killAt } = this
    this.killAt = undefined
    if (killAt === 'before') throw new Killed()
    work()
    if (killAt === 'after') throw new Killed()
  }
}
