// When a better tier that has recovered answers again: at once, after stable health, in a window, or when a person says so.
import type { PoolOptions } from '../zone/zone.ts'

/** What the wall clock says of a window; times are wall clock ms. */
export interface WindowFact {
  /** Undefined: it is closed. */
  readonly openUntilMs: number | undefined
  /** Undefined: never again. */
  readonly opensAtMs: number | undefined
}

/** On what a failback waits, and until when as far as that is known. */
export interface Waiting {
  readonly for: 'health' | 'window' | 'person'
  /** Wall clock ms. */
  readonly untilMs: number | undefined
}

export interface FailbackFacts {
  readonly nowMs: number
  /** Of `failback-window=`; undefined: the pool has none. */
  readonly window?: WindowFact | undefined
  /** A person has said that it shall be now (`failover failback`). */
  readonly isReleased?: boolean
}

/**
 * Undefined: go back now. `sinceMs` is since when each member of the better tier has been available.
 *
 *  | failback | stable for so long | window  | waits for |
 *  |----------|--------------------|---------|-----------|
 *  | auto     |                    | open    | nothing   |
 *  | auto     |                    | closed  | window    |
 *  | 10m      | no                 | any     | health    |
 *  | 10m      | yes                | open    | nothing   |
 *  | 10m      | yes                | closed  | window    |
 *  | manual   |                    |         | person    |
 *
 * Without failback-window= the window is always open; a person's word goes before everything.
 */
export function awaitFailback(
  { failback, min }: Pick<PoolOptions, 'failback' | 'min'>,
  sinceMs: readonly number[],
  { nowMs, window, isReleased = false }: FailbackFacts,
): Waiting | undefined {
  if (isReleased) return undefined
  if (failback === 'manual') return { for: 'person', untilMs: undefined }
  if (failback !== 'auto') {
    const enough = [...sinceMs].sort((a, b) => a - b)[min - 1] ?? nowMs
    if (enough + failback.stableMs > nowMs) return { for: 'health', untilMs: enough + failback.stableMs }
  }
  const isOpen = window === undefined || (window.openUntilMs !== undefined && window.openUntilMs > nowMs)
  return isOpen ? undefined : { for: 'window', untilMs: window.opensAtMs }
}
