// The verdict on one target, folded from its outcomes.
import { isGood, type Outcome } from './outcome.ts'
import type { Thresholds } from './timing.ts'

export type State = 'up' | 'down' | 'unknown'

export interface Verdict {
  readonly state: State
  /** Good outcomes in a row, up to now. */
  readonly goods: number
  /** Bad outcomes, up to now, with fewer than `ok` good ones in a row between any two of them. */
  readonly bads: number
  /** Wall clock ms of the last change of `state`; 0 before the first outcome. */
  readonly sinceMs: number
  readonly last: Outcome | undefined
  /** Wall clock ms at which `last` was judged. */
  readonly lastAtMs: number | undefined
}

export const UNKNOWN_VERDICT: Verdict = {
  state: 'unknown',
  goods: 0,
  bads: 0,
  sinceMs: 0,
  last: undefined,
  lastAtMs: undefined,
}

/**
 *  | state   | outcome | how many              | next state                        |
 *  |---------|---------|-----------------------|-----------------------------------|
 *  | unknown | good    | any                   | up                                |
 *  | unknown | bad     | any                   | down                              |
 *  | up      | good    | below `ok` in a row   | up, its failures remembered       |
 *  | up      | good    | `ok` in a row         | up, its failures forgotten        |
 *  | up      | bad     | below `fall`          | up                                |
 *  | up      | bad     | `fall` not forgotten  | down                              |
 *  | down    | bad     | any                   | down                              |
 *  | down    | good    | below `rise` in a row | down                              |
 *  | down    | good    | `rise` in a row       | up, its failures forgotten        |
 */
export function judge(verdict: Verdict, outcome: Outcome, thresholds: Thresholds, nowMs: number): Verdict {
  const good = isGood(outcome)
  const goods = good ? verdict.goods + 1 : 0
  const bads = good ? remembered(verdict, goods, thresholds) : verdict.bads + 1
  const state = nextState(verdict.state, goods, bads, thresholds)
  const sinceMs = state === verdict.state ? verdict.sinceMs : nowMs
  return { state, goods, bads, sinceMs, last: outcome, lastAtMs: nowMs }
}

/** How many failures a good outcome leaves. As gdnsd: one failure in three is no health when `ok` is 3. */
function remembered({ state, bads }: Verdict, goods: number, { ok = 1 }: Thresholds): number {
  return state === 'up' && goods < ok ? bads : 0
}

function nextState(state: State, goods: number, bads: number, { fall, rise }: Thresholds): State {
  switch (state) {
    case 'unknown':
      return goods > 0 ? 'up' : 'down'
    case 'up':
      return bads >= fall ? 'down' : 'up'
    case 'down':
      return goods >= rise ? 'up' : 'down'
  }
}

/**
 * How many more outcomes like the last one change the state; undefined while no change is under way.
 * An unknown target settles with its next probe.
 */
export function probesToChange(verdict: Verdict, { fall, rise }: Thresholds): number | undefined {
  switch (verdict.state) {
    case 'unknown':
      return 1
    case 'up':
      return verdict.bads === 0 ? undefined : Math.max(1, fall - verdict.bads)
    case 'down':
      return verdict.goods === 0 ? undefined : Math.max(1, rise - verdict.goods)
  }
}
