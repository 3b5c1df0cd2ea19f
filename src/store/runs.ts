// When we ran: a row for each run of the daemon, with what of its configuration the answers depended on.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { TransitionTable } from './transitions.ts'

export interface Run {
  readonly id: number
  readonly startedMs: number
  /** Seen running then. */
  readonly aliveMs: number
  /** Undefined: it runs, or ended without a word. */
  readonly stoppedMs: number | undefined
  /** JSON. */
  readonly settings: string
}

interface RunRow {
  readonly id: number
  readonly started_at: number
  readonly alive_at: number
  readonly stopped_at: number | null
  readonly settings: string
}

export class RunTable {
  readonly #connection: Connection
  readonly #transitions: TransitionTable
  readonly #insert: Statement<[number, number, string]>
  readonly #alive: Statement<[{ readonly id: number; readonly nowMs: number }]>
  readonly #stop: Statement<[number, number, number]>
  readonly #newest: Statement<[], RunRow>
  readonly #at: Statement<[number], RunRow>
  readonly #after: Statement<[number], RunRow>
  readonly #forget: Statement<[number, number]>

  constructor(connection: Connection, transitions: TransitionTable) {
    const { db } = connection
    this.#connection = connection
    this.#transitions = transitions
    this.#insert = db.prepare('INSERT INTO runs (started_at, alive_at, settings) VALUES (?, ?, ?)')
    this.#alive = db.prepare(
      'UPDATE runs SET alive_at = :nowMs, started_at = min(started_at, :nowMs) WHERE id = :id',
    )
    this.#stop = db.prepare('UPDATE runs SET alive_at = ?, stopped_at = ? WHERE id = ?')
    this.#newest = db.prepare('SELECT * FROM runs ORDER BY id DESC LIMIT 1')
    this.#at = db.prepare('SELECT * FROM runs WHERE started_at <= ? ORDER BY id DESC LIMIT 1')
    this.#after = db.prepare('SELECT * FROM runs WHERE id > ? ORDER BY id LIMIT 1')
    this.#forget = db.prepare('DELETE FROM runs WHERE alive_at < ? AND id < ?')
  }

  newest(): Run | undefined {
    return runOf(this.#connection.read(() => this.#newest.get()))
  }

  /** The run that had begun last by then, by the wall clock. */
  at(atMs: number): Run | undefined {
    return runOf(this.#connection.read(() => this.#at.get(atMs)))
  }

  after({ id }: Run): Run | undefined {
    return runOf(this.#connection.read(() => this.#after.get(id)))
  }

  /** With its transition; returns the id of the run. */
  begin(nowMs: number, settings: string): number {
    return this.#connection.write(() => {
      const before = runOf(this.#newest.get())
      const from = before === undefined ? 'none' : before.stoppedMs === undefined ? 'killed' : 'stopped'
      this.#transitions.append({
        atMs: nowMs,
        kind: 'start',
        target: 'self',
        from,
        to: 'running',
        reason: STARTS[from],
        detail: before === undefined ? '' : `last seen running ${new Date(before.aliveMs).toISOString()}`,
      })
      return Number(this.#insert.run(nowMs, nowMs, settings).lastInsertRowid)
    })
  }

  /** Where the clock was set back to before the run began, it begins there: nobody is to find that time without a run. */
  noteAlive(id: number, nowMs: number): void {
    this.#connection.unhurried(() => this.#alive.run({ id, nowMs }))
  }

  end(id: number, nowMs: number): void {
    const change = { kind: 'stop', target: 'self', from: 'running', to: 'stopped' } as const
    this.#connection.write(() => {
      this.#stop.run(nowMs, nowMs, id)
      this.#transitions.append({ ...change, atMs: nowMs, reason: 'asked to stop', detail: '' })
    })
  }

  /** Those that were over before that time, but for the newest. */
  forgetBefore(atMs: number): void {
    this.#forget.run(atMs, runOf(this.#newest.get())?.id ?? 0)
  }
}

const STARTS = {
  none: 'the first start on this database',
  stopped: 'the last run was stopped',
  killed:
    'the last run ended without a word: killed, or the machine went down; or a backup was restored that was made while it ran',
} as const

function runOf(row: RunRow | undefined): Run | undefined {
  if (row === undefined) return undefined
  const { id, started_at, alive_at, stopped_at, settings } = row
  return { id, startedMs: started_at, aliveMs: alive_at, stoppedMs: stopped_at ?? undefined, settings }
}
