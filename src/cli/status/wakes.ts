// When a watch looks again: after a time, or as soon as the daemon tells that something has happened.
import { setTimeout as pause } from 'node:timers/promises'
import { openEvents } from '../events.ts'

/** How often a daemon that is gone is looked for, at least. */
export const RETRY_MS = 1000
/** How often one is asked that tells nobody else of events now, and looked at meanwhile, at least. */
export const RETRY_UNTOLD_MS = 5000
/** Many things that happen at once are one drawing. */
const GATHER_MS = 50

/**
 *     begin of the stream --+
 *     event                 +--> news --> gathered for a moment --> next() resolves
 *     end of the stream   --+                                         ^
 *     time is over, or the signal ------------------------------------+
 *
 * News that come while nobody waits in next() are kept for the next call.
 */
export class Wakes {
  readonly #socketPath: string
  readonly #signal: AbortSignal
  #isFollowing = false
  #hasNews = false
  #untold: string | undefined
  #wake: () => void = () => undefined

  constructor(socketPath: string, signal: AbortSignal) {
    this.#socketPath = socketPath
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** Why the daemon tells nothing as it happens, though it is there. */
  get untold(): string | undefined {
    return this.#untold
  }

  async next(everyMs: number, isReachable: boolean): Promise<void> {
    if (isReachable && !this.#isFollowing) void this.#follow()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    if (this.#hasNews || this.#signal.aborted) resolve()
    const timeout = setTimeout(resolve, this.#patienceMs(everyMs, isReachable))
    await promise
    clearTimeout(timeout)
    if (this.#hasNews) await pause(GATHER_MS, undefined, { signal: this.#signal }).catch(() => undefined)
    this.#hasNews = false
  }

  #patienceMs(everyMs: number, isReachable: boolean): number {
    if (!isReachable) return Math.min(everyMs, RETRY_MS)
    return this.#untold === undefined ? everyMs : Math.min(everyMs, RETRY_UNTOLD_MS)
  }

  async #follow(): Promise<void> {
    this.#isFollowing = true
    const stream = await openEvents(this.#socketPath, undefined, this.#signal)
    if ('answer' in stream) {
      this.#untold = undefined
      // What happened before nobody knows; the state is read, and that of an event tells more than the event.
      this.#tell()
      for await (const _ of stream.answer) this.#tell()
    }
    this.#isFollowing = false
    const before = this.#untold
    this.#untold = 'answer' in stream || stream.status === undefined ? undefined : stream.problems.join('; ')
    // A daemon that tells no more may be gone; one that refuses again for the same reason is no news.
    if (this.#untold === undefined || this.#untold !== before) this.#tell()
  }

  #tell(): void {
    this.#hasNews = true
    this.#wake()
  }
}
