// What becomes of a notification that was not taken: when it is tried again, and when it is given up.

/** How an attempt ended. Neither `seen` nor `problem` ever holds a secret. */
export type Sent =
  | { readonly isTaken: true; readonly seen: string }
  | {
      readonly isTaken: false
      readonly problem: string
      readonly hope: Hope
      /** The receiver has asked for so long. */
      readonly afterMs?: number
    }

/**
 * `good`: it may well be taken later. `little`: it will not be, unless a person puts something right at one of the two
 * ends. `none`: the receiver wants no more.
 */
export type Hope = 'good' | 'little' | 'none'

const FIRST_WAIT_MS = 5000
const LONGEST_WAIT_MS = 15 * 60_000
/** A receiver may ask for more than we would wait, but not for so long that nobody knows whether it still works. */
const LONGEST_ASKED_MS = 3_600_000
/** Counted in attempts, not in hours of a clock that can be set: these take a day. */
const MOST_ATTEMPTS = 105
/** These take some twenty minutes. */
const MOST_WITH_LITTLE_HOPE = 9

/** How long a receiver that has asked for it is still left alone; a clock that was set makes it no longer than it may ask. */
export function leftOfAsked(notBeforeMs: number | undefined, nowMs: number): number {
  return notBeforeMs === undefined ? 0 : Math.min(Math.max(0, notBeforeMs - nowMs), LONGEST_ASKED_MS)
}

/** Until when it has asked to be left alone; undefined: it has not. */
export function notBefore(afterMs: number | undefined, nowMs: number): number | undefined {
  return afterMs === undefined ? undefined : nowMs + Math.min(afterMs, LONGEST_ASKED_MS)
}

/** The wait before the next attempt in ms; undefined: it is given up. `dice`: from 0 to 1, without 1. */
export function waitAfter(
  attempts: number,
  { hope, afterMs = 0 }: { readonly hope: Hope; readonly afterMs?: number },
  dice: number,
): number | undefined {
  const most = hope === 'good' ? MOST_ATTEMPTS : hope === 'little' ? MOST_WITH_LITTLE_HOPE : 1
  if (attempts >= most) return undefined
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 30)
  const longest = Math.min(doubled, LONGEST_WAIT_MS)
  // Half of it at random: receivers that were out of reach together are not asked again together.
  const ours = Math.round(longest * (0.5 + dice / 2))
  return Math.max(ours, Math.min(afterMs, LONGEST_ASKED_MS))
}
