// Notices when we stood still ourselves: the event loop was busy, the process was stopped, or the machine slept.
import { performance } from 'node:perf_hooks'
import { WallClock } from './wall-clock.ts'

const BEAT_MS = 50
/** A beat that comes later than this says that the loop stood still. */
const STALL_MS = 50
/** Whom we kept waiting for so long may have given us up. */
export const PAUSE_MS = 1000

export class Pulse {
  readonly #now: () => number
  readonly #clock: WallClock
  #lastMs: number
  #stalledMs = 0
  #pauses = 0
  #pausedUntilMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(now: () => number = () => performance.now(), clock = new WallClock(undefined, now)) {
    this.#now = now
    this.#clock = clock
    this.#lastMs = now()
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** For how many ms we stood still until now, and how often for so long that others may have noticed. */
  read(): { readonly stalledMs: number; readonly pauses: number } {
    this.#beat()
    return { stalledMs: this.#stalledMs, pauses: this.#pauses }
  }

  /** The time without that in which we stood still, and when in it the last pause was over that others may have noticed. */
  readAwake(): { readonly awakeMs: number; readonly pausedUntilMs: number } {
    this.#beat()
    return { awakeMs: this.#lastMs - this.#stalledMs, pausedUntilMs: this.#pausedUntilMs }
  }

  #beat(): void {
    const nowMs = this.#now()
    const lateMs = nowMs - this.#lastMs - BEAT_MS
    this.#lastMs = nowMs
    if (lateMs > STALL_MS) this.#stalledMs += lateMs
    // While the machine sleeps only the wall clock goes on; a person who sets it ahead costs us one more probe.
    const sleptMs = this.#clock.read().jumpMs
    if (lateMs <= PAUSE_MS && sleptMs <= 0) return
    this.#pauses++
    this.#pausedUntilMs = nowMs - this.#stalledMs
  }
}
