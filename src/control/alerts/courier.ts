// Brings notifications to one receiver, one after the other: tries again until it is taken, or given up.
import type { Notification } from '../../alert/notification.ts'
import type { Channel, Receiver } from '../../alert/receiver.ts'
import { leftOfAsked, notBefore, type Sent, waitAfter } from '../../alert/retry.ts'
import type { Log } from '../../log.ts'
import type { Send } from '../../notify/send.ts'
import { type Lost, NEW_RECORD, type Pending, type ReceiverRecord } from '../../store/alerts.ts'

export interface CourierStore {
  noteAttempt(pending: Pending, record: ReceiverRecord): void
  noteEnd(receiver: string, record: ReceiverRecord, lost?: Lost): void
}

export interface CourierOptions {
  readonly receiver: Receiver
  readonly send: Send
  readonly store: CourierStore
  readonly log: Log
  /** It has brought what it had, or given it up, which is `lost` then: it can take the next one. */
  readonly onFree: (lost?: Lost) => void
  /** From 0 to 1, without 1. */
  readonly dice?: () => number
  readonly record?: ReceiverRecord | undefined
}

/** Who is told, as status and metrics show it. */
export interface Told {
  readonly name: string
  readonly channel: Channel
  readonly record: ReceiverRecord
  readonly pending: Pending | undefined
  readonly tally: Tally
}

/** How attempts have ended since the start. */
export interface Tally {
  readonly delivered: number
  readonly failed: number
  readonly givenUp: number
}

export const NO_ATTEMPTS: Tally = { delivered: 0, failed: 0, givenUp: 0 }

export class Courier implements Told {
  readonly #options: CourierOptions
  readonly #stopped = new AbortController()
  #record: ReceiverRecord
  #pending: Pending | undefined
  #tally = NO_ATTEMPTS
  #timer: NodeJS.Timeout | undefined
  #attempt: Promise<void> = Promise.resolve()

  constructor(options: CourierOptions) {
    this.#options = options
    this.#record = options.record ?? NEW_RECORD
  }

  get receiver(): Receiver {
    return this.#options.receiver
  }

  get name(): string {
    return this.#options.receiver.name
  }

  get channel(): Channel {
    return this.#options.receiver.channel
  }

  get record(): ReceiverRecord {
    return this.#record
  }

  get pending(): Pending | undefined {
    return this.#pending
  }

  get tally(): Tally {
    return this.#tally
  }

  /** It is in the store, where that can be written. Not while another one is pending. */
  bring(pending: Pending): void {
    this.#pending = pending
    const leftMs = leftOfAsked(pending.notBeforeMs, Date.now())
    if (leftMs > 0) this.#tryAfter(leftMs, pending)
    else this.#attempt = this.#try(pending)
  }

  /** Once, beside whatever is pending; when it is taken, nothing waits any longer. */
  async test(notification: Notification): Promise<Sent> {
    const sent = await this.#send(notification)
    if (!sent.isTaken || this.#stopped.signal.aborted) return sent
    const pending = this.#pending
    if (pending === undefined) this.#end(this.#delivered())
    else if (this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#attempt = this.#try(pending)
    }
    return sent
  }

  async #send(notification: Notification): Promise<Sent> {
    try {
      return await this.#options.send(notification, this.#stopped.signal)
    } catch (error) {
      // What sends should say so itself; a daemon must not end for it.
      this.#options.log.error({ err: error }, 'a notification could not even be tried')
      return { isTaken: false, problem: 'an error of failover, see its log', hope: 'good' }
    }
  }

  /** What is pending stays in the store. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#stopped.abort()
    await this.#attempt
  }

  async #try({ notification, attempts }: Pending): Promise<void> {
    const { signal } = this.#stopped
    const sent = await this.#send(notification)
    if (sent.isTaken) this.#taken(notification, sent.seen)
    else if (!signal.aborted) this.#refused({ notification, attempts: attempts + 1 }, sent)
  }

  #taken({ id, alerts }: Notification, seen: string): void {
    const { receiver, log } = this.#options
    this.#tally = { ...this.#tally, delivered: this.#tally.delivered + 1 }
    log.info({ receiver: receiver.name, id, alerts: alerts.length, seen }, 'notified')
    this.#end(this.#delivered())
  }

  #delivered(): ReceiverRecord {
    return { ...this.#record, deliveredMs: Date.now(), failingMs: undefined, problem: '' }
  }

  #refused({ notification, attempts }: Pending, sent: Sent & { readonly isTaken: false }): void {
    const { receiver, store, log, dice = Math.random } = this.#options
    const { problem } = sent
    const nowMs = Date.now()
    const failingMs = this.#record.failingMs ?? nowMs
    const record = { ...this.#record, failingMs, problem }
    const waitMs = waitAfter(attempts, sent, dice())
    this.#tally = { ...this.#tally, failed: this.#tally.failed + 1 }
    const told = { receiver: receiver.name, id: notification.id, attempts, problem }
    if (waitMs === undefined) {
      this.#tally = { ...this.#tally, givenUp: this.#tally.givenUp + 1 }
      log.error({ ...told, alerts: notification.alerts.length }, 'notification given up')
      const lost = { receiver: receiver.name, madeMs: notification.madeMs, atMs: nowMs }
      this.#end({ ...record, givenUp: record.givenUp + 1 }, lost)
      return
    }
    log.warn({ ...told, againInMs: waitMs }, 'not notified')
    const pending = { notification, attempts, notBeforeMs: notBefore(sent.afterMs, nowMs) }
    this.#pending = pending
    this.#record = record
    this.#write(() => store.noteAttempt(pending, record))
    this.#tryAfter(waitMs, pending)
  }

  #tryAfter(waitMs: number, pending: Pending): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#attempt = this.#try(pending)
    }, waitMs)
  }

  #end(record: ReceiverRecord, lost?: Lost): void {
    const { receiver, store, onFree } = this.#options
    this.#pending = undefined
    this.#record = record
    this.#write(() => store.noteEnd(receiver.name, record, lost))
    onFree(lost)
  }

  /** A store that refuses lets it be sent again after a restart, with the same id. */
  #write(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.log.error({ err: error }, 'what became of a notification could not be written')
    }
  }
}
