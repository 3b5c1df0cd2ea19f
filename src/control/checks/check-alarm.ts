// The one timer of the check loop: rings at or soon after the earliest time it was set to.

/** Bounds the sleep below what setTimeout can hold; a ring with nothing due is harmless. */
const MAX_SLEEP_MS = 60_000

export class Alarm {
  readonly #now: () => number
  readonly #ring: () => void
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #atMs = Number.POSITIVE_INFINITY

  constructor(now: () => number, ring: () => void) {
    this.#now = now
    this.#ring = ring
  }

  /** An earlier time replaces a later one; a later one is looked at when the earlier has rung. */
  set(atMs: number): void {
    if (atMs >= this.#atMs || this.#immediate !== undefined) return
    clearTimeout(this.#timer)
    this.#atMs = atMs
    const sleepMs = Math.min(MAX_SLEEP_MS, Math.max(0, Math.ceil(atMs - this.#now())))
    this.#timer = setTimeout(() => this.#afterPoll(), sleepMs)
  }

  clear(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    this.#immediate = undefined
    this.#atMs = Number.POSITIVE_INFINITY
  }

  /** Timers run before sockets are read: ring after what has arrived was seen, so that it is not called late. */
  #afterPoll(): void {
    this.#immediate = setImmediate(() => {
      this.clear()
      this.#ring()
    })
  }
}
