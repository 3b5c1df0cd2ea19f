// The alerts that are not over, and whom they were told: kept in memory, and in the store before it counts.
import type { Alert, Concern, Condition, Resolution, Told } from '../../alert/alert.ts'
import { type Due, dueFor, isDone, type Quiet } from '../../alert/due.ts'
import { fold } from '../../alert/fold.ts'
import type { Happening } from '../../alert/from-transition.ts'
import { heldBy } from '../../alert/hold.ts'
import {
  type Envelope,
  fittingInOne,
  type Notification,
  notificationOf,
  toldBy,
} from '../../alert/notification.ts'
import type { Receiver } from '../../alert/receiver.ts'
import { isRouted } from '../../alert/route.ts'
import type { AlertChange, Lost, StoredAlerts } from '../../store/alerts.ts'

/** More are not taken: what fires in such numbers is one thing to a person. */
export const MAX_ALERTS = 20_000

/** Rows that are written in one go: some 5 ms. */
const CHANGED_AT_ONCE = 500

/** What concerns one receiver. */
interface View {
  /** Those that it is told of. */
  readonly alerts: Map<number, Alert>
  /** By alert. */
  readonly told: Map<number, Told>
}

const NOTHING: View = { alerts: new Map(), told: new Map() }

export interface BoardStore {
  write(change: AlertChange): void
}

export class Board {
  readonly #store: BoardStore
  readonly #receivers: readonly Receiver[]
  readonly #alerts: Map<number, Alert>
  /** By key. */
  readonly #firing: Map<string, Alert>
  /** By receiver. */
  readonly #views: ReadonlyMap<string, View>
  #cursor: number
  /** Grows with every change. */
  revision = 0
  /** Alerts that were not taken for want of room. */
  passedOver = 0

  constructor(store: BoardStore, receivers: readonly Receiver[], { cursor, alerts, told }: StoredAlerts) {
    this.#store = store
    this.#receivers = receivers
    this.#cursor = cursor ?? 0
    this.#alerts = byId(alerts)
    this.#firing = firingIn(alerts)
    this.#views = new Map(
      receivers.map((one) => {
        const known = told.filter(({ receiver }) => receiver === one.name)
        const routed = alerts.filter((alert) => isRouted(alert, one.route))
        return [one.name, { alerts: byId(routed), told: new Map(known.map((told) => [told.alert, told])) }]
      }),
    )
  }

  /** The last transition that was looked at. */
  get cursor(): number {
    return this.#cursor
  }

  /** The oldest first. */
  get firing(): readonly Alert[] {
    return [...this.#firing.values()]
  }

  /** Over, and still to be told to somebody. */
  get over(): readonly Alert[] {
    return [...this.#alerts.values()].filter(({ resolved }) => resolved !== undefined)
  }

  /** Takes what follows the cursor in the history, in its order. */
  take(happenings: readonly Happening[], concernOf: (condition: Condition) => Concern): void {
    const cursor = happenings.at(-1)?.id
    if (cursor === undefined) return
    const { begun, ended } = fold(happenings, this.#firing, concernOf)
    const worthy = begun.filter((alert) => alert.resolved === undefined || !this.#isForgettable(alert))
    const taken = worthy.slice(0, Math.max(0, MAX_ALERTS - this.#alerts.size))
    this.#change({ cursor, begun: taken, ended })
    this.passedOver += worthy.length - taken.length
  }

  /** Looks at a history from before anybody was told of alerts: what is over by its end is none. */
  begin(cursor: number, firing: Iterable<Alert>): void {
    this.#change({ cursor, begun: [...firing].slice(0, MAX_ALERTS) })
  }

  /** Ends those of which `whyOver` has something to say, so many that it takes some ms; whether there may be more. */
  review(whyOver: (alert: Alert) => string | undefined, nowMs: number): boolean {
    const ended = new Map<number, Resolution>()
    for (const alert of this.#firing.values()) {
      const why = whyOver(alert)
      if (why !== undefined) ended.set(alert.id, { atMs: nowMs, why })
      if (ended.size === CHANGED_AT_ONCE) break
    }
    if (ended.size > 0) this.#change({ ended })
    return ended.size === CHANGED_AT_ONCE
  }

  /** Holds back those of which `whyHeld` has something to say, and frees the others; as `review` does. */
  hold(whyHeld: (alert: Alert) => string | undefined, nowMs: number): boolean {
    const held: Alert[] = []
    for (const alert of this.#firing.values()) {
      const after = heldBy(alert, whyHeld(alert), nowMs)
      if (after !== alert) held.push(after)
      if (held.length === CHANGED_AT_ONCE) break
    }
    if (held.length > 0) this.#change({ held })
    return held.length === CHANGED_AT_ONCE
  }

  /** What this receiver is to be told of now, in the store already; or when to ask again. */
  next(
    receiver: Receiver,
    quiet: readonly Quiet[],
    envelope: Envelope,
    deliveredMs: number | undefined,
  ): { readonly notification?: Notification } & Pick<Due, 'nextMs'> {
    const { alerts, told } = this.#views.get(receiver.name) ?? NOTHING
    const toldOf = (alert: number): Told | undefined => told.get(alert)
    const due = dueFor(alerts.values(), toldOf, { ...receiver, deliveredMs }, quiet, envelope.madeMs)
    const { nextMs } = due
    if (due.now.length === 0) return { nextMs }
    const now = fittingInOne(due.now)
    const more = due.more + due.now.length - now.length
    const notification = notificationOf(envelope, now, toldOf, more)
    this.#change({ told: toldBy(envelope, now, toldOf), notification })
    return { notification, nextMs }
  }

  /** The receiver has not got what it was told of; it is in the store already. */
  lose({ receiver, madeMs, atMs }: Lost): void {
    const told = this.#views.get(receiver)?.told
    for (const [alert, one] of told ?? [])
      if (one.atMs === madeMs && !one.over) told?.set(alert, { ...one, lostMs: atMs })
  }

  /** Writes what is written already: throws when the store would refuse what is not. */
  prove(): void {
    this.#change({ cursor: this.#cursor })
  }

  /** Forgets those of which nobody is to be told anything more; as `review` does. */
  forget(): boolean {
    const ids: number[] = []
    for (const alert of this.#alerts.values()) {
      if (this.#isForgettable(alert)) ids.push(alert.id)
      if (ids.length === CHANGED_AT_ONCE) break
    }
    if (ids.length === 0) return false
    this.#store.write({ forgotten: ids })
    for (const id of ids) {
      this.#alerts.delete(id)
      for (const { alerts, told } of this.#views.values()) {
        alerts.delete(id)
        told.delete(id)
      }
    }
    return ids.length === CHANGED_AT_ONCE
  }

  /** In the store first: a change that it refuses has not happened. */
  #change(change: AlertChange): void {
    const after = this.#resolvedBy(change)
    this.#store.write(change)
    this.#cursor = change.cursor ?? this.#cursor
    const changed = [...after, ...(change.begun ?? []), ...(change.held ?? [])]
    if (changed.length > 0 || change.notification) this.revision++
    for (const alert of changed) {
      this.#alerts.set(alert.id, alert)
      for (const { name, route } of this.#receivers)
        if (isRouted(alert, route)) this.#views.get(name)?.alerts.set(alert.id, alert)
      if (alert.resolved === undefined) this.#firing.set(alert.key, alert)
      else if (this.#firing.get(alert.key)?.id === alert.id) this.#firing.delete(alert.key)
    }
    for (const told of change.told ?? []) this.#views.get(told.receiver)?.told.set(told.alert, told)
  }

  #resolvedBy({ ended }: AlertChange): Alert[] {
    return [...(ended ?? [])].flatMap(([id, resolved]) => {
      const alert = this.#alerts.get(id)
      return alert === undefined ? [] : [{ ...alert, resolved }]
    })
  }

  #isForgettable(alert: Alert): boolean {
    if (alert.resolved === undefined) return false
    return this.#receivers.every(
      (one) =>
        !isRouted(alert, one.route) || isDone(alert, this.#views.get(one.name)?.told.get(alert.id), one),
    )
  }
}

function byId(alerts: Iterable<Alert>): Map<number, Alert> {
  return new Map([...alerts].map((alert) => [alert.id, alert]))
}

function firingIn(alerts: Iterable<Alert>): Map<string, Alert> {
  return new Map([...alerts].flatMap((alert) => (alert.resolved === undefined ? [[alert.key, alert]] : [])))
}
