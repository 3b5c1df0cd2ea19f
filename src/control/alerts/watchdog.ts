// A sign of life at an interval, to somebody elsewhere who notices when it stays away: nobody can tell of his own death.
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { beatOf } from '../../alert/notification.ts'
import type { Channel } from '../../alert/receiver.ts'
import type { Sent } from '../../alert/retry.ts'
import type { Log } from '../../log.ts'
import type { Send } from '../../notify/send.ts'
import { NEW_RECORD, type ReceiverRecord } from '../../store/alerts.ts'
import { NO_ATTEMPTS, type Told } from './courier.ts'

export interface WatchdogOptions {
  readonly channel: Channel
  readonly send: Send
  readonly everyMs: number
  readonly node: string
  readonly log: Log
  /** While it is not, no sign of life is sent. */
  readonly isWell: () => boolean
}

/** No receiver can be called so. */
export const WATCHDOG = 'watchdog'

export class Watchdog implements Told {
  readonly name = WATCHDOG
  readonly pending = undefined
  readonly #options: WatchdogOptions
  readonly #stopped = new AbortController()
  #record: ReceiverRecord = NEW_RECORD
  #tally = NO_ATTEMPTS
  #timer: NodeJS.Timeout | undefined
  #beating: Promise<void> = Promise.resolve()

  constructor(options: WatchdogOptions) {
    this.#options = options
  }

  get channel(): Channel {
    return this.#options.channel
  }

  /** Since the start: it is of no use to know of an earlier life. */
  get record(): ReceiverRecord {
    return this.#record
  }

  get tally(): Told['tally'] {
    return this.#tally
  }

  start(): void {
    this.#beating = this.#beat()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#stopped.abort()
    await this.#beating
  }

  /** Also when asked for by a person. */
  async try(): Promise<Sent> {
    const { node, send } = this.#options
    const envelope = { id: `msg_${randomUUID()}`, receiver: WATCHDOG, node, madeMs: Date.now() }
    return send(beatOf(envelope), this.#stopped.signal)
  }

  /** What failed is not sent again: the next one is as good. */
  async #beat(): Promise<void> {
    const { everyMs, isWell } = this.#options
    const begunMs = performance.now()
    if (isWell()) this.#note(await this.try())
    else
      this.#note({
        isTaken: false,
        problem: 'the history cannot be read or written: no sign of life is sent',
        hope: 'good',
      })
    if (this.#stopped.signal.aborted) return
    const leftMs = Math.max(0, everyMs - (performance.now() - begunMs))
    this.#timer = setTimeout(() => this.start(), leftMs)
  }

  #note(sent: Sent): void {
    if (this.#stopped.signal.aborted) return
    const { log } = this.#options
    const { failingMs } = this.#record
    if (sent.isTaken) {
      if (failingMs !== undefined)
        log.info({ receiver: WATCHDOG, seen: sent.seen }, 'signs of life arrive again')
      this.#record = { ...NEW_RECORD, deliveredMs: Date.now() }
      this.#tally = { ...this.#tally, delivered: this.#tally.delivered + 1 }
      return
    }
    const { problem } = sent
    if (failingMs === undefined) log.warn({ receiver: WATCHDOG, problem }, 'no sign of life arrives')
    this.#record = { ...this.#record, failingMs: failingMs ?? Date.now(), problem }
    this.#tally = { ...this.#tally, failed: this.#tally.failed + 1 }
  }
}
