// Alerts: follows the history, tells receivers of what it means to them, and nothing waits for any of it.
//
//   transitions -> fold -> board -> due -> one notification per receiver -> courier -> send
//       cursor, alerts, who was told what, notifications: in the store before they count, so that a kill loses none
import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Alert } from '../../alert/alert.ts'
import type { Quiet } from '../../alert/due.ts'
import { type Envelope, type Notification, testOf } from '../../alert/notification.ts'
import type { Receiver } from '../../alert/receiver.ts'
import type { Sent } from '../../alert/retry.ts'
import type { Log } from '../../log.ts'
import type { Send } from '../../notify/send.ts'
import type { Lost, Pending, StoredAlerts } from '../../store/alerts.ts'
import type { Store } from '../../store/store.ts'
import type { Daemon } from '../daemon.ts'
import { WindowClock } from '../plan/window-clock.ts'
import type { InService } from '../publish/in-service.ts'
import { type Refusal, Refusals } from '../settle/refusals.ts'
import { Board, MAX_ALERTS } from './board.ts'
import { concernOf, whyOver } from './concern.ts'
import { Courier, type Told } from './courier.ts'
import { firingByHistory } from './firing-by-history.ts'
import { plannedAt } from './planned.ts'
import { StoreAlarm } from './store-alarm.ts'
import { WATCHDOG, Watchdog, type WatchdogOptions } from './watchdog.ts'

export interface Reached {
  readonly receiver: Receiver
  readonly send: Send
}

export interface AlertingOptions {
  readonly daemon: Daemon
  readonly store: Store
  readonly log: Log
  readonly receivers: readonly Reached[]
  readonly watchdog?: Pick<WatchdogOptions, 'channel' | 'send' | 'everyMs'> | undefined
  /** How this node is called. */
  readonly node: string
}

/** One look costs some 20 µs when nothing has happened. */
const LOOK_EVERY_MS = 250
/** Transitions that are folded in one go: some 5 ms, and then the probes have their turn. */
const FOLDED_AT_ONCE = 100
/** Whatever was reckoned, receivers are thought of so often: a clock may be set, a window may open. */
const THINK_EVERY_MS = 30_000
const RETRY_MS = 5000
/** Each look may wait for the lock of somebody who writes, and the probes with it. */
const REFUSED_LOOK_MS = 1000

export class Alerting {
  readonly #options: AlertingOptions
  readonly #board: Board
  readonly #storeAlarm: StoreAlarm
  /** Of what we read and write ourselves. */
  readonly #refusals: Refusals
  readonly #couriers: readonly Courier[]
  readonly #windows: WindowClock
  readonly #watchdog: Watchdog | undefined
  #timer: NodeJS.Timeout | undefined
  /** When something may be due, by the monotonic clock. */
  #thinkAtMs = 0
  #wallMs = 0
  /** What alerts were last held against. */
  #reviewed: InService | undefined
  #isNew: boolean
  /** What was still to be sent when we were started. */
  readonly #waiting: readonly Pending[]
  #looking: Promise<void> = Promise.resolve()
  #passedOver = 0
  #isStopped = false

  /** Throws StoreFault. */
  constructor(options: AlertingOptions) {
    const { store, log, receivers } = options
    this.#options = options
    const names = new Set(receivers.map(({ receiver }) => receiver.name))
    const stored = store.alerts.read()
    for (const name of knownReceivers(stored)) if (!names.has(name)) store.alerts.removeReceiver(name)
    this.#isNew = stored.cursor === undefined
    this.#waiting = stored.pending
    const told = receivers.map(({ receiver }) => receiver)
    this.#board = new Board(store.alerts, told, stored)
    this.#storeAlarm = new StoreAlarm(told)
    this.#refusals = new Refusals(log, 'alerts go on')
    this.#windows = new WindowClock(this.#think)
    const { watchdog, node } = options
    this.#watchdog = watchdog && new Watchdog({ ...watchdog, node, log, isWell: () => this.#isWell() })
    this.#couriers = receivers.map(({ receiver, send }) => {
      const record = stored.records.get(receiver.name)
      return new Courier({ receiver, send, store: store.alerts, log, onFree: this.#free, record })
    })
  }

  /** Grows whenever a report of alerts says something else than before; signs of life that arrive do not count. */
  get revision(): number {
    const ends = this.#couriers.map(({ tally }) => tally.delivered + tally.failed + tally.givenUp)
    const missed = this.#watchdog?.tally.failed ?? 0
    const changes = this.#board.revision + this.#storeAlarm.revision
    return ends.reduce((sum, one) => sum + one, changes + missed)
  }

  get firing(): readonly Alert[] {
    return [...this.#storeAlarm.firing, ...this.#board.firing]
  }

  /** Over, and still to be told to somebody. */
  get over(): readonly Alert[] {
    return [...this.#storeAlarm.over, ...this.#board.over]
  }

  /** Who is told, the watchdog too. */
  get told(): readonly Told[] {
    return this.#watchdog === undefined ? this.#couriers : [...this.#couriers, this.#watchdog]
  }

  /** What came of a notification that says that it is a test; undefined: there is no such receiver. */
  test(name: string): Promise<Sent> | undefined {
    if (name === WATCHDOG) return this.#watchdog?.try()
    const courier = this.#couriers.find(({ receiver }) => receiver.name === name)
    return courier?.test(testOf(this.#envelopeFor(courier.receiver, Date.now())))
  }

  start(): void {
    const quiet = this.#options.receivers.flatMap(({ receiver }) => receiver.quiet)
    this.#windows.set(
      quiet.map(({ window }) => window),
      Date.now(),
    )
    for (const courier of this.#couriers) {
      const { name } = courier.receiver
      const pending = this.#waiting.find(({ notification }) => notification.receiver === name)
      if (pending !== undefined) courier.bring(pending)
    }
    this.#looking = this.#begin()
    void this.#looking.then(() => this.#watchdog?.start())
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#windows.stop()
    await Promise.all([this.#looking, this.#watchdog?.stop(), ...this.#couriers.map((one) => one.stop())])
  }

  async #begin(): Promise<void> {
    try {
      if (this.#isNew) await this.#readHistory()
      this.#again(LOOK_EVERY_MS, this.#startLook)
    } catch (error) {
      this.#options.log.error({ err: error }, 'alerts wait: the history cannot be read')
      this.#again(RETRY_MS, () => {
        this.#looking = this.#begin()
      })
    }
  }

  /** Alerts are new to this database: what is wrong already is told, and what is over is no news. */
  async #readHistory(): Promise<void> {
    const { store, daemon } = this.#options
    const read = await firingByHistory(store, daemon, () => this.#isStopped)
    if (read === undefined) return
    this.#board.begin(read.cursor, read.firing)
    this.#isNew = false
  }

  #again(afterMs: number, work: () => void): void {
    if (!this.#isStopped) this.#timer = setTimeout(work, afterMs)
  }

  async #look(): Promise<void> {
    this.#tellOfStore()
    try {
      await this.#follow()
      await this.#tell()
      if (this.#refusals.current !== undefined) this.#board.prove()
      this.#refusals.written()
    } catch (error) {
      this.#refusals.refused(error, 'alerts wait: what they need cannot be read or written')
      this.#think()
    }
    this.#again(this.#refusals.current === undefined ? LOOK_EVERY_MS : REFUSED_LOOK_MS, this.#startLook)
  }

  readonly #startLook = (): void => {
    this.#looking = this.#look()
  }

  /** Before all that needs the store. */
  #tellOfStore(): void {
    const nowMs = Date.now()
    this.#storeAlarm.look(longest(this.#options.daemon.refusal, this.#refusals.current), nowMs)
    if (!this.#storeAlarm.isActive) return
    for (const courier of this.#couriers) {
      if (courier.pending !== undefined) continue
      const { receiver, record } = courier
      const [quiet, envelope] = [this.#quietFor(receiver, nowMs), this.#envelopeFor(receiver, nowMs)]
      const notification = this.#storeAlarm.next(receiver, quiet, envelope, record.deliveredMs)
      if (notification === undefined) continue
      this.#keep(notification)
      courier.bring({ notification, attempts: 0 })
    }
  }

  /** As far as the store takes it: what it is about may be that it does not. */
  #keep(notification: Notification): void {
    try {
      this.#options.store.alerts.write({ notification })
    } catch (error) {
      this.#refusals.refused(error, 'a notification about the database is sent though it is not kept')
    }
  }

  async #follow(): Promise<void> {
    const { store, daemon } = this.#options
    for (let isMore = true; isMore && !this.#isStopped; ) {
      const rows = store.transitions.readAfter(this.#board.cursor, FOLDED_AT_ONCE)
      const planned = plannedAt(daemon, Date.now())
      this.#board.take(rows, (condition) => concernOf(condition, daemon.service, planned))
      if (rows.length > 0) this.#think()
      this.#tellOfPassedOver()
      isMore = rows.length === FOLDED_AT_ONCE
      if (isMore) await turn()
    }
    await this.#review()
  }

  async #review(): Promise<void> {
    const { daemon } = this.#options
    const { service } = daemon
    if (service === this.#reviewed) return
    for (let isMore = true; isMore && !this.#isStopped; ) {
      const nowMs = Date.now()
      isMore = this.#board.review((alert) => whyOver(alert, daemon, nowMs), nowMs)
      if (isMore) await turn()
    }
    if (this.#isStopped) return
    this.#reviewed = service
    this.#think()
  }

  /** Windows open and close by the clock alone: it is asked before anybody is told. */
  async #hold(): Promise<void> {
    const { daemon } = this.#options
    for (let isMore = true; isMore && !this.#isStopped; ) {
      const nowMs = Date.now()
      isMore = this.#board.hold(plannedAt(daemon, nowMs).whyHeld, nowMs)
      if (isMore) await turn()
    }
  }

  #tellOfPassedOver(): void {
    const { passedOver } = this.#board
    if (passedOver > this.#passedOver)
      this.#options.log.error({ passedOver, most: MAX_ALERTS }, 'so many alerts that some are not taken')
    this.#passedOver = passedOver
  }

  async #tell(): Promise<void> {
    const nowMs = Date.now()
    if (nowMs < this.#wallMs) this.#think()
    this.#wallMs = nowMs
    const monotonicMs = performance.now()
    if (monotonicMs < this.#thinkAtMs) return
    // Before the couriers: one that is free meanwhile is thought of in the next look.
    this.#thinkAtMs = monotonicMs + THINK_EVERY_MS
    await this.#hold()
    for (const courier of this.#couriers) {
      if (this.#isStopped) return
      const nextMs = this.#tellOne(courier, nowMs)
      if (nextMs !== undefined) this.#thinkAtMs = Math.min(this.#thinkAtMs, monotonicMs + nextMs - nowMs)
      await turn()
    }
    while (!this.#isStopped && this.#board.forget()) await turn()
  }

  /** When to think of it again; undefined: when something happens. */
  #tellOne(courier: Courier, nowMs: number): number | undefined {
    if (courier.pending !== undefined) return undefined
    const { receiver, record } = courier
    const [quiet, envelope] = [this.#quietFor(receiver, nowMs), this.#envelopeFor(receiver, nowMs)]
    const { notification, nextMs } = this.#board.next(receiver, quiet, envelope, record.deliveredMs)
    if (notification === undefined) return nextMs
    courier.bring({ notification, attempts: 0 })
    return undefined
  }

  #quietFor({ quiet }: Receiver, nowMs: number): Quiet[] {
    return quiet.flatMap(({ window, through }) => {
      const { openUntilMs } = this.#windows.factOf(window, nowMs)
      return openUntilMs === undefined ? [] : [{ untilMs: openUntilMs, through }]
    })
  }

  #envelopeFor({ name }: Receiver, madeMs: number): Envelope {
    return { id: `msg_${randomUUID()}`, receiver: name, node: this.#options.node, madeMs }
  }

  /** Whether the history can be read, and what follows from it be written: on a full disk nothing happens any more. */
  #isWell(): boolean {
    if (this.#refusals.current !== undefined || this.#isNew) return false
    try {
      this.#board.prove()
      return true
    } catch (error) {
      this.#refusals.refused(error, 'alerts could not be written')
      return false
    }
  }

  readonly #free = (lost?: Lost): void => {
    if (lost !== undefined) {
      this.#board.lose(lost)
      this.#storeAlarm.lose(lost)
    }
    this.#think()
  }

  readonly #think = (): void => {
    this.#thinkAtMs = 0
  }
}

function longest(one: Refusal | undefined, other: Refusal | undefined): Refusal | undefined {
  return (one?.lastedMs ?? -1) >= (other?.lastedMs ?? -1) ? one : other
}

function knownReceivers({ records, told, pending }: StoredAlerts): ReadonlySet<string> {
  const names = [...told, ...pending.map(({ notification }) => notification)].map(({ receiver }) => receiver)
  return new Set([...records.keys(), ...names])
}
