// What the database tells of a past instant, read beside the owner of the file and as of one moment.
import Database from 'better-sqlite3'
import { type AnswerChange, AnswerTable } from './answers.ts'
import { Connection } from './connection.ts'
import { BUSY_TIMEOUT_MS } from './database.ts'
import { type Override, OverrideTable } from './overrides.ts'
import { type Run, RunTable } from './runs.ts'
import { type Transition, TransitionTable } from './transitions.ts'
import { type StoredVerdict, VerdictTable } from './verdicts.ts'
import { type ZonePeriod, ZoneTexts } from './zone-texts.ts'

/** The transition that had happened last at an instant. Ids have one order, whatever the clock was set to. */
export interface Position {
  readonly id: number
  /** When the clock was set, the instant may have come twice, or never. */
  readonly clock: 'went on' | 'came twice' | 'was skipped'
}

/** Close it after use. Every method throws StoreFault. */
export class Past {
  readonly #connection: Connection
  readonly #transitions: TransitionTable
  readonly #runs: RunTable
  readonly #answers: AnswerTable
  readonly #texts: ZoneTexts
  readonly #overrides: OverrideTable
  #verdicts: ReadonlyMap<string, StoredVerdict> | undefined

  /** Whatever is written meanwhile is not seen. */
  constructor(path: string) {
    const db = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS })
    const connection = new Connection(path, db)
    this.#connection = connection
    connection.read(() => db.exec('BEGIN'))
    this.#transitions = new TransitionTable(connection)
    this.#runs = new RunTable(connection, this.#transitions)
    this.#answers = new AnswerTable(connection)
    this.#texts = new ZoneTexts(connection)
    this.#overrides = new OverrideTable(connection, this.#transitions)
  }

  close(): void {
    this.#connection.db.close()
  }

  /** The oldest transition that is remembered. */
  get oldest(): Transition | undefined {
    return this.#transitions.readAfter(0, 1)[0]
  }

  /** Undefined: nothing is remembered of that time. */
  positionAt(atMs: number): Position | undefined {
    const { oldest } = this
    if (oldest === undefined) return undefined
    const sets = this.#transitions.read({ about: { kind: 'clock', target: 'clock' }, limit: MAX_CLOCK_SETS })
    const newest = this.#transitions.newestId()
    // Between two settings of the clock times grow with ids; the last stretch in which the instant lies is meant.
    let end = newest + 1
    for (const start of [...sets, oldest]) {
      if (start.atMs <= atMs) return { id: this.#lastUntil(atMs, start.id, end), clock: clockAt(atMs, sets) }
      end = start.id
    }
    return undefined
  }

  /** Halves the ids from `start`, whose time has come, to before `end`. */
  #lastUntil(atMs: number, start: number, end: number): number {
    let [low, high] = [start, end]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      const [row] = this.#transitions.readAfter(middle - 1, 1)
      if (row !== undefined && row.id < high && row.atMs <= atMs) low = row.id
      else high = middle
    }
    return low
  }

  runAt(atMs: number): Run | undefined {
    return this.#runs.at(atMs)
  }

  runAfter(run: Run): Run | undefined {
    return this.#runs.after(run)
  }

  periodsAt({ id }: Position): ZonePeriod[] {
    return this.#texts.periodsAt(id)
  }

  /** The pieces of a zone's text; undefined: it is not kept. */
  textOf({ zone, contentHash }: ZonePeriod): Uint8Array[] | undefined {
    return this.#texts.read(zone, contentHash)
  }

  overridesAt(atMs: number): Override[] {
    return this.#overrides.at(atMs)
  }

  answerOf(pool: string, { id }: Position): AnswerChange | undefined {
    return this.#answers.last(pool, id)
  }

  /** The last of this kind about this target until then. */
  lastAbout(about: Pick<Transition, 'kind' | 'target'>, { id }: Position): Transition | undefined {
    return this.#transitions.read({ about, beforeId: id + 1, limit: 1 })[0]
  }

  nextAbout(about: Pick<Transition, 'kind' | 'target'>, { id }: Position): Transition | undefined {
    return this.#transitions.nextAbout(about, id)
  }

  /** The one before it. */
  before({ id }: Transition): Transition | undefined {
    return this.#transitions.read({ beforeId: id, limit: 1 })[0]
  }

  /** As it is now. */
  verdictNow(target: string): StoredVerdict | undefined {
    this.#verdicts ??= this.#connection.read(() => new VerdictTable(this.#connection.db).read())
    return this.#verdicts.get(target)
  }
}

/** A clock is set seldom; of more only the newest count. */
const MAX_CLOCK_SETS = 1000

function clockAt(atMs: number, sets: readonly Transition[]): Position['clock'] {
  for (const { from, to } of sets) {
    const [before, after] = [Date.parse(from), Date.parse(to)]
    if (after <= atMs && atMs < before) return 'came twice'
    if (before < atMs && atMs < after) return 'was skipped'
  }
  return 'went on'
}
