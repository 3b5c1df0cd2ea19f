// Verdicts as tests write them: a row of signs, each the outcome of one probe.
import type { Outcome } from '../../src/health/outcome.ts'
import type { Thresholds } from '../../src/health/timing.ts'
import { judge, UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'

export const GOOD: Outcome = { ending: 'ok', detail: '', latencyMs: 1 }
export const BAD: Outcome = { ending: 'refused', detail: '', latencyMs: 1 }

/** A success that takes longer than `slow=100ms` allows. */
export const SLOW: Outcome = { ending: 'ok', detail: '', latencyMs: 101 }

const BY_SIGN: Readonly<Record<string, Outcome>> = { '+': GOOD, '-': BAD, s: SLOW }

/** Folds `+`, `-` and `s`, a slow success, from an unknown verdict; the n-th outcome comes at n seconds. */
export function after(outcomes: string, thresholds: Thresholds): Verdict {
  return [...outcomes].reduce(
    (verdict, sign, i) => judge(verdict, BY_SIGN[sign] ?? BAD, thresholds, (i + 1) * 1000),
    UNKNOWN_VERDICT,
  )
}
