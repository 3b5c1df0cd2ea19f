// An event loop whose clock stands until it is moved: timers, immediates, performance.now() and Date.now() of this thread.
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

interface Ring {
  readonly call: () => void
  readonly everyMs: number | undefined
  atMs: number
  order: number
  ref(): Ring
  unref(): Ring
}

/** Wall clock ms at which every world begins. */
const BEGIN_MS = Date.UTC(2026, 0, 1)
/** Rings at one and the same ms: more are a loop that never lets time pass. */
const MAX_RINGS_AT_ONCE = 20_000

export class VirtualTime {
  nowMs = 0
  /** By how much the wall clock was set ahead. */
  aheadMs = 0
  #rings = new Set<Ring>()
  #order = 0

  /** Everybody on this thread lives in this time until the function that comes back is called. */
  install(): () => void {
    const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate }
    const forget = (ring: Ring | undefined): void => {
      if (ring !== undefined) this.#rings.delete(ring)
    }
    Object.assign(globalThis, {
      setTimeout: (call: () => void, ms = 0) => this.#add(call, Math.max(1, Math.trunc(ms))),
      setInterval: (call: () => void, ms: number) => this.#add(call, ms, ms),
      // A place before all timers of the same ms.
      setImmediate: (call: () => void) => this.#add(call, 0),
      clearTimeout: forget,
      clearInterval: forget,
      clearImmediate: forget,
    })
    const realNow = Date.now
    Date.now = () => BEGIN_MS + Math.floor(this.nowMs) + this.aheadMs
    Object.defineProperty(performance, 'now', { value: () => this.nowMs, configurable: true })
    return () => {
      Object.assign(globalThis, real)
      Date.now = realNow
      Reflect.deleteProperty(performance, 'now')
    }
  }

  /** The process dies: nothing that waited will ever ring. */
  clear(): void {
    this.#rings.clear()
  }

  /** Our own loop does nothing for so long; what was due meanwhile rings late. */
  standStill(ms: number): void {
    this.nowMs += ms
  }

  /** Lets time pass; `afterRing` is called whenever everything that a ring has set off has ended. */
  async runUntil(untilMs: number, afterRing: () => void): Promise<void> {
    let atOnce = 0
    for (let ring = this.#first(); ring !== undefined && ring.atMs <= untilMs; ring = this.#first()) {
      atOnce = ring.atMs > this.nowMs ? 0 : atOnce + 1
      if (atOnce > MAX_RINGS_AT_ONCE) throw new Error('time stands still: timers ring without end')
      this.nowMs = Math.max(this.nowMs, ring.atMs)
      this.#ring(ring)
      if (ring.everyMs !== undefined) continue
      await nextTurn()
      afterRing()
    }
    this.nowMs = Math.max(this.nowMs, untilMs)
  }

  #add(call: () => void, ms: number, everyMs?: number): Ring {
    const ring: Ring = {
      call,
      everyMs,
      atMs: this.nowMs + ms,
      order: this.#order++,
      ref: () => ring,
      unref: () => ring,
    }
    this.#rings.add(ring)
    return ring
  }

  #ring(ring: Ring): void {
    if (ring.everyMs === undefined) this.#rings.delete(ring)
    else {
      // As Node does: the next one so long after this one, however late it is.
      ring.atMs = this.nowMs + ring.everyMs
      ring.order = this.#order++
    }
    ring.call()
  }

  #first(): Ring | undefined {
    let first: Ring | undefined
    for (const ring of this.#rings)
      if (
        first === undefined ||
        ring.atMs < first.atMs ||
        (ring.atMs === first.atMs && ring.order < first.order)
      )
        first = ring
    return first
  }
}
