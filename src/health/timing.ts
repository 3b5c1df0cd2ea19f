// How often a target is probed and what its outcomes are held against; with that, how soon a failure is noticed.
import type { FlapBound } from './flap.ts'

/** What outcomes are held against. */
export interface Thresholds {
  /** Failures before an up target is down; in a row, or as many as are remembered. */
  readonly fall: number
  /** Successes in a row before a down target is up. */
  readonly rise: number
  /** Successes in a row that make an up target's failures forgotten; absent: 1. */
  readonly ok?: number
  /** A success that takes longer than this is a slow one; absent: none is. */
  readonly slowMs?: number
  /** Beyond it a target is held down; absent: there is no bound. */
  readonly flap?: FlapBound
}

export interface Timing extends Thresholds {
  readonly everyMs: number
  readonly timeoutMs: number
  /** So long after a failure of an up target the next probe comes; absent: when it is due anyway. */
  readonly confirmMs?: number
}

/** From the failure until the last probe that it takes to notice it has timed out, at most. */
export function detectionMs(timing: Timing): number {
  const { everyMs, timeoutMs, fall, confirmMs } = timing
  const regularMs = Math.max(everyMs, timeoutMs)
  const gapMs = confirmMs === undefined ? regularMs : Math.min(timeoutMs + confirmMs, regularMs)
  return everyMs + (fall - 1) * gapMs + timeoutMs
}
