// The wall clock, and by how much it was set since it was last read: the monotonic clock tells.
import { performance } from 'node:perf_hooks'

export interface ClockReading {
  readonly nowMs: number
  /** Below zero when it was set back; 0 while both clocks go on together. */
  readonly jumpMs: number
}

/** Clocks differ by this much before one is said to have been set; what is smaller adds up. */
export const JUMP_TOLERANCE_MS = 1000

export class WallClock {
  readonly #wall: () => number
  readonly #monotonic: () => number
  #aheadMs: number

  constructor(wall: () => number = Date.now, monotonic: () => number = () => performance.now()) {
    this.#wall = wall
    this.#monotonic = monotonic
    this.#aheadMs = wall() - monotonic()
  }

  /** A machine that has slept reads like a clock that was set ahead: the monotonic clock slept, too. */
  read(): ClockReading {
    const nowMs = this.#wall()
    const aheadMs = nowMs - this.#monotonic()
    const jumpMs = Math.round(aheadMs - this.#aheadMs)
    if (Math.abs(jumpMs) <= JUMP_TOLERANCE_MS) return { nowMs, jumpMs: 0 }
    this.#aheadMs += jumpMs
    return { nowMs, jumpMs }
  }
}
