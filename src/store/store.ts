// The record table and its companions: what survives a restart, written in whole transactions only.
//
//   zone loader -> beginZone   -> zones, records --+
//   check loop  -> settle      -> verdicts --------+-> read once at start, and by `sqlite3 failover.db` at any time
//   operator    -> overrides   -> overrides -------+
//   each of them               -> transitions: one row per change, in the transaction of the change
import { chmodSync, closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AlertTable } from './alerts.ts'
import { type AnswerChange, AnswerTable } from './answers.ts'
import { reload, removal, turn, type VerdictTransition } from './changes.ts'
import { Connection, type Written } from './connection.ts'
import { giveBack, type OwnedDatabase, openDatabase } from './database.ts'
import type { Guard } from './guard.ts'
import { HistoryTable } from './history.ts'
import { OverrideTable } from './overrides.ts'
import { problemOf, StoreFault, type StoreProblem } from './problem.ts'
import { RunTable } from './runs.ts'
import { type Sample, SampleTable } from './samples.ts'
import { SourceTable, type StoredSources } from './sources.ts'
import { StandingTable, type StoredClass, type StoredStanding } from './standings.ts'
import { TokenTable } from './tokens.ts'
import { type Transition, TransitionTable } from './transitions.ts'
import { type StoredVerdict, type TargetVerdict, VerdictTable } from './verdicts.ts'
import { ZoneTexts } from './zone-texts.ts'
import {
  type NameRows,
  type PublishedFlag,
  type RowChanges,
  type StoredZone,
  type ZoneState,
  ZoneTable,
} from './zones.ts'

/** What one round of checks has changed: all of it is stored, or nothing. */
export interface Settlement {
  readonly nowMs: number
  readonly verdicts: readonly TargetVerdict[]
  readonly transitions: readonly VerdictTransition[]
  readonly acts?: readonly Act[]
  /** Of pools with several classes of clients. */
  readonly standings?: readonly StoredStanding[]
  /** A record that is not in the table is passed over: `beginZone` brings its flag along. */
  readonly published: readonly PublishedFlag[]
}

/** A transition that is no change of a verdict. */
export interface Act extends Omit<Transition, 'id'> {
  /** With the kind `answer`. */
  readonly classes?: AnswerChange['classes']
}

/** Opens or creates the database at `path`. One process owns it at a time; others may read it. */
export function openStore(path: string): { readonly store: Store } | { readonly problem: StoreProblem } {
  const opening = openDatabase(path)
  if ('problem' in opening) return opening
  try {
    return { store: new Store(opening) }
  } catch (error) {
    // A table that somebody has dropped or changed shows when the statements are prepared.
    giveBack(opening)
    return { problem: problemOf(opening.path, error) }
  }
}

/** Of 4 KiB each: what the next hours write has room without the file growing. */
const KEPT_FREE_PAGES = 1024
const SHRUNK_AT_ONCE = 128

/** Every method, also of its parts, throws StoreFault when SQLite refuses (disk full, locked from outside, damaged), having changed nothing. */
export class Store {
  readonly path: string
  readonly #db: Database
  readonly #guard: Guard
  readonly #connection: Connection
  #backedUpAtMs: number | undefined
  readonly #zones: ZoneTable
  readonly #sources: SourceTable
  readonly #verdicts: VerdictTable
  readonly #transitions: TransitionTable
  readonly #standings: StandingTable
  readonly transitions: Omit<TransitionTable, 'append'>
  readonly history: HistoryTable
  readonly overrides: OverrideTable
  readonly samples: SampleTable
  readonly tokens: TokenTable
  readonly runs: RunTable
  readonly answers: AnswerTable
  readonly zoneTexts: ZoneTexts
  readonly alerts: AlertTable

  constructor({ path, db, guard }: OwnedDatabase) {
    this.path = path
    this.#db = db
    this.#guard = guard
    const connection = new Connection(path, db)
    this.#connection = connection
    this.#zones = new ZoneTable(db)
    this.#sources = new SourceTable(db)
    this.#verdicts = new VerdictTable(db)
    this.#standings = new StandingTable(db)
    this.#transitions = new TransitionTable(connection)
    this.transitions = this.#transitions
    this.history = new HistoryTable(connection)
    this.overrides = new OverrideTable(connection, this.#transitions)
    this.samples = new SampleTable(connection)
    this.tokens = new TokenTable(connection, this.#transitions)
    this.runs = new RunTable(connection, this.#transitions)
    this.answers = new AnswerTable(connection)
    this.zoneTexts = new ZoneTexts(connection)
    this.alerts = new AlertTable(connection)
  }

  /** Has somebody told of every transaction. */
  observeWrites(observer: (written: Written) => void): void {
    this.#connection.onWrite = observer
  }

  /** When the last copy of the database was made in this process; wall clock ms. */
  get backedUpAtMs(): number | undefined {
    return this.#backedUpAtMs
  }

  /** Stores verdicts, published flags and transitions as one; returns the ids of the transitions, in order, acts last. */
  settle({ nowMs, verdicts, transitions, acts = [], standings = [], published }: Settlement): number[] {
    return this.#connection.write(() => {
      this.#verdicts.write(verdicts)
      this.#zones.publish(published)
      this.#standings.write(standings)
      const verdictIds = transitions.map((change) => this.#transitions.append(turn(change, nowMs)))
      return [...verdictIds, ...acts.map((act) => this.#act(act))]
    })
  }

  #act({ classes, ...change }: Act): number {
    const id = this.#transitions.append(change)
    const { atMs, target: pool } = change
    if (classes !== undefined) this.answers.add({ id, atMs, pool, classes })
    return id
  }

  /** Stores what changes with every probe. A power cut may take the last ones back; the next probes bring them anew. */
  recordOutcomes(verdicts: readonly TargetVerdict[], samples: readonly Sample[] = []): void {
    this.#connection.unhurried(() => {
      this.#verdicts.write(verdicts)
      this.samples.write(samples)
    })
  }

  readVerdicts(): Map<string, StoredVerdict> {
    return this.#connection.read(() => this.#verdicts.read())
  }

  /** Forgets the targets that no zone names any more; returns how many. */
  removeVerdictsExcept(targets: Iterable<string>): number {
    return this.#connection.write(() => this.#verdicts.removeExcept(targets))
  }

  /**
   * Makes the table hold this zone with the records of its pools; new content leaves a transition. What the plain
   * records need follows with `writeRows` (changes from `changesOfTable`), and `completeZone` ends it. After a crash
   * in between, `isComplete` is false, and the same is done again.
   */
  beginZone(zone: StoredZone, nowMs: number): ZoneState {
    const { origin } = zone
    return this.#connection.write(() => {
      const before = this.#zones.read().get(origin)
      this.#zones.begin(zone, before, nowMs)
      this.#standings.removeExcept(origin, new Set(zone.pooled.map(({ name, type }) => `${name} ${type}`)))
      if (before?.contentHash !== zone.contentHash) this.#transitions.append(reload(zone, before, nowMs))
      this.#beginPeriod(zone)
      return this.#zones.read().get(origin) as ZoneState
    })
  }

  /** A complete zone in which some names have other records: it is complete again at once. */
  amendZone(zone: StoredZone, change: NameRows, nowMs: number): void {
    const { origin } = zone
    this.#connection.write(() => {
      const before = this.#zones.read().get(origin)
      this.#zones.begin(zone, before, nowMs)
      this.#zones.changeNames(origin, change)
      this.#zones.complete(origin)
      this.#transitions.append(reload(zone, before, nowMs))
      this.#beginPeriod(zone)
    })
  }

  #beginPeriod({ origin, file, serial, contentHash }: Omit<StoredZone, 'count' | 'pooled'>): void {
    const since = this.#transitions.newestId()
    this.zoneTexts.beginPeriod({ zone: origin, since, file, serial, contentHash })
  }

  writeRows(origin: string, changes: RowChanges): void {
    this.#connection.unhurried(() => this.#zones.change(origin, changes))
  }

  /** Each step is to be taken, with pauses as the caller likes; text that is there already takes none. */
  *writeSources(origin: string, contentHash: string, packed: Uint8Array): Generator<void> {
    if (this.#connection.read(() => this.#sources.has(origin, contentHash))) return
    for (const step of this.#sources.write(origin, contentHash, packed)) {
      this.#connection.unhurried(step)
      yield
    }
  }

  /** Of every zone the last text that was written whole. */
  readSources(): StoredSources[] {
    return this.#connection.read(() => this.#sources.read())
  }

  completeZone(origin: string): void {
    this.#connection.write(() => this.#zones.complete(origin))
  }

  /** By origin. */
  readZones(): Map<string, ZoneState> {
    return this.#connection.read(() => this.#zones.read())
  }

  /** Of every noted record of the zone, under `recordKey`, whether it is published. */
  readPublished(origin: string): Map<string, boolean> {
    return this.#connection.read(() => this.#zones.readPublished(origin))
  }

  /** By pool, `www.corp.example. A`. */
  readStandings(): Map<string, readonly StoredClass[]> {
    return this.#connection.read(() => this.#standings.read())
  }

  /** Removes all other zones with their records; returns how many zones. */
  removeZonesExcept(origins: Iterable<string>, nowMs: number): number {
    return this.#connection.write(() => {
      const removed = this.#zones.removeExcept(origins)
      for (const zone of removed) {
        this.#transitions.append(removal(zone, nowMs))
        this.#beginPeriod({ ...zone, contentHash: '' })
      }
      return removed.length
    })
  }

  /** Some of what is not needed any more to explain a time that the history still tells of; false: nothing is left. */
  forgetPast(beforeMs: number): boolean {
    const [oldest] = this.#transitions.readAfter(0, 1)
    const before = (oldest?.id ?? this.#transitions.newestId() + 1) - 1
    if (this.answers.forgetBefore(before) > 0) return true
    if (this.overrides.forgetEndedBefore(beforeMs) > 0) return true
    this.#connection.write(() => {
      this.runs.forgetBefore(beforeMs)
      this.zoneTexts.forgetPeriodsBefore(before)
    })
    return this.zoneTexts.forgetIdleText()
  }

  /**
   * Gives a little of the file back to the disk, when much of it is free; false: nothing more is to be given back. Call
   * again, with pauses. A file from before databases could shrink stays as large as it is, see restore.ts.
   */
  shrink(): boolean {
    const free = (): number =>
      this.#connection.read(() => Number(this.#db.pragma('freelist_count', { simple: true })))
    const before = free()
    if (before <= KEPT_FREE_PAGES) return false
    const pages = Math.min(SHRUNK_AT_ONCE, before - KEPT_FREE_PAGES)
    this.#connection.unhurried(() => this.#db.pragma(`incremental_vacuum(${pages})`))
    return free() < before
  }

  /** Copies the whole database to `path` while it goes on being used; `path` has the old content or the new, never a part. */
  async backup(path: string): Promise<void> {
    const part = `${path}.part`
    try {
      // Who may not read the one may not read the other, at no moment; what a kill has left is no beginning.
      rmSync(part, { force: true })
      if (existsSync(dirname(part))) closeSync(openSync(part, 'wx', statSync(this.path).mode & 0o777))
      await this.#db.backup(part)
      chmodSync(part, statSync(this.path).mode & 0o777)
      renameSync(part, path)
      this.#backedUpAtMs = Date.now()
    } catch (error) {
      if (existsSync(part)) rmSync(part)
      throw new StoreFault(problemOf(path, error), error)
    }
  }

  /** Upkeep for the night: refreshes what the query planner knows, empties the write-ahead log. */
  optimize(): void {
    this.#connection.read(() => {
      this.#db.pragma('optimize')
      this.#db.pragma('wal_checkpoint(TRUNCATE)')
    })
  }

  get isOpen(): boolean {
    return this.#db.open
  }

  /** May be called more than once. */
  close(): void {
    if (!this.#db.open) return
    this.#db.close()
    this.#guard.release()
  }
}
