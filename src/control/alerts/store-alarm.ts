// Tells that the database refuses: the one alert that no table can hold, from memory, for as long as we run.
import type { Alert, Told } from '../../alert/alert.ts'
import { dueFor, isDone, type Quiet } from '../../alert/due.ts'
import { type Envelope, type Notification, notificationOf, toldBy } from '../../alert/notification.ts'
import type { Receiver } from '../../alert/receiver.ts'
import { isRouted } from '../../alert/route.ts'
import type { Lost } from '../../store/alerts.ts'
import type { Refusal } from '../settle/refusals.ts'

/** What is refused for less is no news: somebody writes with the sqlite3 command line, a disk takes its time. */
export const REFUSES_MS = 10_000

/** Those that are over and not told to everybody: a disk that comes and goes is one thing to a person. */
const MAX_OVER = 8

export class StoreAlarm {
  readonly #receivers: readonly Receiver[]
  /** The oldest first; only the last one can be firing. */
  #alerts: readonly Alert[] = []
  /** By receiver and alert. */
  readonly #told = new Map<string, Told>()
  /** Ids of alerts that begin with a transition are positive. */
  #lastId = 0
  /** Grows with every change. */
  revision = 0

  constructor(receivers: readonly Receiver[]) {
    this.#receivers = receivers
  }

  get firing(): readonly Alert[] {
    return this.#alerts.filter(({ resolved }) => resolved === undefined)
  }

  /** Over, and still to be told to somebody. */
  get over(): readonly Alert[] {
    return this.#alerts.filter(({ resolved }) => resolved !== undefined)
  }

  /** Whether somebody may still have to be told. */
  get isActive(): boolean {
    return this.#alerts.length > 0
  }

  look(refusal: Refusal | undefined, nowMs: number): void {
    const [firing] = this.firing
    if (firing === undefined && refusal !== undefined && refusal.lastedMs >= REFUSES_MS)
      this.#set([...this.#alerts, alertOf(--this.#lastId, refusal)].slice(-MAX_OVER))
    if (firing !== undefined && refusal === undefined) {
      const resolved = { atMs: nowMs, why: 'it can be written again' }
      this.#set(this.#alerts.map((alert) => (alert === firing ? { ...alert, resolved } : alert)))
    }
    if (this.#alerts.some((alert) => this.#isForgettable(alert)))
      this.#set(this.#alerts.filter((alert) => !this.#isForgettable(alert)))
  }

  /** What this receiver is to be told of now. */
  next(
    receiver: Receiver,
    quiet: readonly Quiet[],
    envelope: Envelope,
    deliveredMs: number | undefined,
  ): Notification | undefined {
    const routed = this.#alerts.filter((alert) => isRouted(alert, receiver.route))
    const toldOf = (alert: number): Told | undefined => this.#told.get(keyOf(receiver.name, alert))
    const { now } = dueFor(routed, toldOf, { ...receiver, deliveredMs }, quiet, envelope.madeMs)
    if (now.length === 0) return undefined
    const notification = notificationOf(envelope, now, toldOf)
    for (const told of toldBy(envelope, now, toldOf)) this.#told.set(keyOf(told.receiver, told.alert), told)
    return notification
  }

  /** The receiver has not got it. */
  lose({ receiver, madeMs, atMs }: Lost): void {
    for (const [key, told] of this.#told)
      if (told.receiver === receiver && told.atMs === madeMs && !told.over)
        this.#told.set(key, { ...told, lostMs: atMs })
  }

  #set(alerts: readonly Alert[]): void {
    this.#alerts = alerts
    this.revision++
    const kept = new Set(alerts.map(({ id }) => id))
    for (const [key, { alert }] of this.#told) if (!kept.has(alert)) this.#told.delete(key)
  }

  #isForgettable(alert: Alert): boolean {
    if (alert.resolved === undefined) return false
    return this.#receivers.every((one) => {
      const told = this.#told.get(keyOf(one.name, alert.id))
      return !isRouted(alert, one.route) || isDone(alert, told, one)
    })
  }
}

function keyOf(receiver: string, alert: number): string {
  return `${receiver} ${alert}`
}

function alertOf(id: number, { sinceMs, problem }: Refusal): Alert {
  return {
    id,
    key: 'store',
    kind: 'store',
    severity: 'critical',
    target: 'self',
    summary: 'the database cannot be written: answers go on, and nothing of what happens is kept or told',
    detail: problem,
    zones: [],
    pools: [],
    firedMs: sinceMs,
    resolved: undefined,
    hold: undefined,
  }
}
