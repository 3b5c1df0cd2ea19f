// How long to wait before the next try: longer after each failure, and never for all pages at once.

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** `failures` in a row until now; `dice` from 0 to 1: half of the wait is left to chance, so that pages come back one by one. */
export function backOffMs(failures: number, dice: number): number {
  const wholeMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
  return Math.round(wholeMs * (0.5 + dice / 2))
}
