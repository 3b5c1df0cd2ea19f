// What is left of alerts after a restart: those that are not over, whom they were told, and what is still to be sent.
//
//   transitions -> (cursor) -> alerts, told -> notifications: one for each receiver, kept until it is taken or given up
import type { Statement } from 'better-sqlite3'
import type { Alert, AlertKind, Hold, Resolution, Severity, Told } from '../alert/alert.ts'
import type { Notification } from '../alert/notification.ts'
import type { Connection } from './connection.ts'

/** What changes together: all of it is stored, or nothing. */
export interface AlertChange {
  /** Up to this transition all of the history has been looked at. */
  readonly cursor?: number
  readonly begun?: readonly Alert[]
  /** By the id of the alert. */
  readonly ended?: ReadonlyMap<number, Resolution>
  /** Of these the hold is another one. */
  readonly held?: readonly Alert[]
  /** Ids: nobody is told anything more of them. */
  readonly forgotten?: readonly number[]
  readonly told?: readonly Told[]
  /** To be sent: the one of its receiver. */
  readonly notification?: Notification
}

export interface StoredAlerts {
  /** Undefined: nothing has been looked at yet. */
  readonly cursor: number | undefined
  /** Oldest first. */
  readonly alerts: readonly Alert[]
  readonly told: readonly Told[]
  readonly pending: readonly Pending[]
  /** By receiver. */
  readonly records: ReadonlyMap<string, ReceiverRecord>
}

/** What is to be sent. */
export interface Pending {
  readonly notification: Notification
  /** How often it was not taken. */
  readonly attempts: number
  /** Until then the receiver has asked to be left alone; wall clock ms. */
  readonly notBeforeMs?: number | undefined
}

/** A notification that was given up: all that it told of as firing was told in vain. */
export interface Lost {
  readonly receiver: string
  /** When it was made. */
  readonly madeMs: number
  /** When it was given up. */
  readonly atMs: number
}

/** How it has gone with a receiver. */
export interface ReceiverRecord {
  /** Wall clock ms; undefined: never. */
  readonly deliveredMs: number | undefined
  /** Since when nothing was taken; undefined: the last one was. */
  readonly failingMs: number | undefined
  /** Of the last attempt that failed; empty: none has. */
  readonly problem: string
  readonly givenUp: number
}

export const NEW_RECORD: ReceiverRecord = {
  deliveredMs: undefined,
  failingMs: undefined,
  problem: '',
  givenUp: 0,
}

interface AlertRow {
  readonly id: number
  readonly key: string
  readonly kind: AlertKind
  readonly severity: Severity
  readonly target: string
  readonly summary: string
  readonly detail: string
  readonly zones: string
  readonly pools: string
  readonly fired_at: number
  readonly resolved_at: number | null
  readonly resolved_why: string
  readonly hold: string | null
}

interface ToldRow extends Pick<Told, 'receiver' | 'alert' | 'thread'> {
  readonly told_at: number
  readonly over: number
  readonly lost_at: number | null
}

interface RecordRow {
  readonly receiver: string
  readonly delivered_at: number | null
  readonly failing_since: number | null
  readonly problem: string
  readonly given_up: number
}

export class AlertTable {
  readonly #connection: Connection
  readonly #selects: Selects
  readonly #setCursor: Statement<[number]>
  readonly #insert: Statement<[AlertRow]>
  readonly #end: Statement<[number, string, number]>
  readonly #hold: Statement<[string | null, number]>
  readonly #forget: Statement<[number]>
  readonly #tell: Statement<[ToldRow]>
  readonly #enqueue: Statement<[string, string, string]>
  readonly #lose: Statement<[Lost]>
  readonly #attempted: Statement<[number, number | null, string]>
  readonly #dequeue: Statement<[string]>
  readonly #record: Statement<[RecordRow]>
  readonly #untell: Statement<[string]>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    this.#selects = {
      cursor: db.prepare('SELECT transition_id AS id FROM alert_cursor'),
      alerts: db.prepare('SELECT * FROM alerts ORDER BY id'),
      told: db.prepare('SELECT * FROM alerts_told'),
      pending: db.prepare('SELECT content, attempts, not_before FROM notifications'),
      records: db.prepare('SELECT * FROM receivers'),
    }
    this.#setCursor = db.prepare('INSERT OR REPLACE INTO alert_cursor (one, transition_id) VALUES (1, ?)')
    this.#insert = db.prepare(`
      INSERT INTO alerts (id, key, kind, severity, target, summary, detail, zones, pools, fired_at, resolved_at, resolved_why, hold)
      VALUES (:id, :key, :kind, :severity, :target, :summary, :detail, :zones, :pools, :fired_at, :resolved_at, :resolved_why, :hold)`)
    this.#end = db.prepare('UPDATE alerts SET resolved_at = ?, resolved_why = ? WHERE id = ?')
    this.#hold = db.prepare('UPDATE alerts SET hold = ? WHERE id = ?')
    this.#forget = db.prepare('DELETE FROM alerts WHERE id = ?')
    this.#tell = db.prepare(`
      INSERT OR REPLACE INTO alerts_told (receiver, alert, thread, told_at, over, lost_at)
      VALUES (:receiver, :alert, :thread, :told_at, :over, :lost_at)`)
    this.#lose = db.prepare(`
      UPDATE alerts_told SET lost_at = :atMs WHERE receiver = :receiver AND told_at = :madeMs AND over = 0`)
    this.#enqueue = db.prepare(
      'INSERT OR REPLACE INTO notifications (receiver, id, content) VALUES (?, ?, ?)',
    )
    this.#attempted = db.prepare('UPDATE notifications SET attempts = ?, not_before = ? WHERE receiver = ?')
    this.#dequeue = db.prepare('DELETE FROM notifications WHERE receiver = ?')
    this.#record = db.prepare(`
      INSERT OR REPLACE INTO receivers (receiver, delivered_at, failing_since, problem, given_up)
      VALUES (:receiver, :delivered_at, :failing_since, :problem, :given_up)`)
    this.#untell = db.prepare('DELETE FROM alerts_told WHERE receiver = ?')
  }

  read(): StoredAlerts {
    const { cursor, alerts, told, pending, records } = this.#selects
    return this.#connection.read(() => ({
      cursor: cursor.get()?.id,
      alerts: alerts.all().map(alertOf),
      told: told.all().map(toldOf),
      pending: pending.all().map(({ content, attempts, not_before }) => ({
        notification: JSON.parse(content) as Notification,
        attempts,
        notBeforeMs: not_before ?? undefined,
      })),
      records: new Map(records.all().map((row) => [row.receiver, recordOf(row)])),
    }))
  }

  write({
    cursor,
    begun = [],
    ended,
    held = [],
    forgotten = [],
    told = [],
    notification,
  }: AlertChange): void {
    this.#connection.write(() => {
      // First: of one key only one is firing at a time.
      for (const [id, { atMs, why }] of ended ?? []) this.#end.run(atMs, why, id)
      for (const alert of begun) this.#insert.run(rowOf(alert))
      for (const { hold, id } of held) this.#hold.run(holdText(hold), id)
      for (const id of forgotten) this.#forget.run(id)
      for (const { atMs, over, lostMs, ...rest } of told)
        this.#tell.run({ ...rest, told_at: atMs, over: over ? 1 : 0, lost_at: lostMs ?? null })
      if (notification !== undefined)
        this.#enqueue.run(notification.receiver, notification.id, JSON.stringify(notification))
      if (cursor !== undefined) this.#setCursor.run(cursor)
    })
  }

  /** It was not taken, and is tried again. */
  noteAttempt({ notification, attempts, notBeforeMs }: Pending, record: ReceiverRecord): void {
    const { receiver } = notification
    this.#connection.write(() => {
      this.#attempted.run(attempts, notBeforeMs ?? null, receiver)
      this.#record.run(rowOfRecord(receiver, record))
    })
  }

  /** It was taken or, `lost`, given up: nothing is pending for the receiver any more. */
  noteEnd(receiver: string, record: ReceiverRecord, lost?: Lost): void {
    this.#connection.write(() => {
      this.#dequeue.run(receiver)
      if (lost !== undefined) this.#lose.run(lost)
      this.#record.run(rowOfRecord(receiver, record))
    })
  }

  /** Forgets whom failover.yaml names no more; what was still to be sent to them is lost. */
  removeReceiver(receiver: string): void {
    this.#connection.write(() => {
      this.#dequeue.run(receiver)
      this.#untell.run(receiver)
      this.#connection.db.prepare('DELETE FROM receivers WHERE receiver = ?').run(receiver)
    })
  }
}

interface Selects {
  readonly cursor: Statement<[], { readonly id: number }>
  readonly alerts: Statement<[], AlertRow>
  readonly told: Statement<[], ToldRow>
  readonly pending: Statement<
    [],
    { readonly content: string; readonly attempts: number; readonly not_before: number | null }
  >
  readonly records: Statement<[], RecordRow>
}

function alertOf({ zones, pools, fired_at, resolved_at, resolved_why, hold, ...rest }: AlertRow): Alert {
  return {
    ...rest,
    zones: JSON.parse(zones) as string[],
    pools: JSON.parse(pools) as string[],
    firedMs: fired_at,
    resolved: resolved_at === null ? undefined : { atMs: resolved_at, why: resolved_why },
    hold: hold === null ? undefined : holdOf(hold),
  }
}

function rowOf({ zones, pools, firedMs, resolved, hold, ...rest }: Alert): AlertRow {
  return {
    ...rest,
    zones: JSON.stringify(zones),
    pools: JSON.stringify(pools),
    fired_at: firedMs,
    resolved_at: resolved?.atMs ?? null,
    resolved_why: resolved?.why ?? '',
    hold: holdText(hold),
  }
}

function toldOf({ told_at, over, lost_at, ...rest }: ToldRow): Told {
  return { ...rest, atMs: told_at, over: over === 1, lostMs: lost_at ?? undefined }
}

/** JSON knows nothing that is undefined. */
function holdOf(text: string): Hold {
  const hold = JSON.parse(text) as Omit<Hold, 'untilMs'> & Partial<Pick<Hold, 'untilMs'>>
  return { ...hold, untilMs: hold.untilMs }
}

function holdText(hold: Hold | undefined): string | null {
  return hold === undefined ? null : JSON.stringify(hold)
}

function recordOf({ delivered_at, failing_since, problem, given_up }: RecordRow): ReceiverRecord {
  return {
    deliveredMs: delivered_at ?? undefined,
    failingMs: failing_since ?? undefined,
    problem,
    givenUp: given_up,
  }
}

function rowOfRecord(
  receiver: string,
  { deliveredMs, failingMs, problem, givenUp }: ReceiverRecord,
): RecordRow {
  return {
    receiver,
    delivered_at: deliveredMs ?? null,
    failing_since: failingMs ?? null,
    problem,
    given_up: givenUp,
  }
}
