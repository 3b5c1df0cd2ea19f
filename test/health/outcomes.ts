// Verdicts as tests write them: a row of signs, each the outcome of one probe.
import type { Outcome } from '../../src/health/outcome.ts'
import type { Thresholds } from '../../src/health/timing.ts'
import { judge, UNKNOWN_VERDICT, type Verdict } from '../../src/health/verdict.ts'

export const GOOD: Outcome = { ending: 'ok', detail: '', latencyMs: 1 }
export const BAD: Outcome = { ending: 'refused', detail: '', latencyMs: 1 }

/** Folds `+` and `-` from an unknown verdict; the n-th outcome comes at n seconds. */
export function after(outcomes: string, thresholds: Thresholds): Verdict {
  return [...outcomes].reduce(
    (verdict, sign, i) => judge(verdict, sign === '+' ? GOOD : BAD, thresholds, (i + 1) * 1000),
    UNKNOWN_VERDICT,
  )
}
