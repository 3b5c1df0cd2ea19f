// The verdict on one target, folded from its outcomes.
import { type Damping, damp, isHeld } from './flap.ts'
import { isGood, type Outcome } from './outcome.ts'
import { isServing, type State } from './state.ts'
import type { Thresholds } from './timing.ts'

export type { State }

export interface Verdict {
  readonly state: State
  /** Good outcomes in a row, up to now. */
  readonly goods: number
  /** Bad outcomes, up to now, with fewer than `ok` good ones in a row between any two of them. */
  readonly bads: number
  /** Slow ones in a row among the good outcomes; below zero, so many quick ones. Absent where no outcome is slow. */
  readonly slows?: number
  /** Absent where nobody asked for it. */
  readonly damping?: Damping
  /** Wall clock ms of the last change of `state`; 0 before the first outcome. */
  readonly sinceMs: number
  readonly last: Outcome | undefined
  /** Wall clock ms at which `last` was judged. */
  readonly lastAtMs: number | undefined
  /** Wall clock ms of the first outcome, and of the last good one; absent while there is none. */
  readonly firstAtMs?: number
  readonly passedAtMs?: number
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
 *
 *  Where there is a bound for slowness, whatever is up is one of two; failures count in both in the same way:
 *
 *  | state    | good outcome | how many              | next state |
 *  |----------|--------------|-----------------------|------------|
 *  | unknown  | slow         | any                   | degraded   |
 *  | up       | slow         | below `fall` in a row | up         |
 *  | up       | slow         | `fall` in a row       | degraded   |
 *  | degraded | quick        | below `rise` in a row | degraded   |
 *  | degraded | quick        | `rise` in a row       | up         |
 *  | down     | slow         | `rise` in a row       | degraded   |
 *
 *  A target that is held down (flap.ts) stays down until that is over, whatever its outcomes.
 */
export function judge(verdict: Verdict, outcome: Outcome, thresholds: Thresholds, nowMs: number): Verdict {
  const good = isGood(outcome)
  const goods = good ? verdict.goods + 1 : 0
  const bads = good ? remembered(verdict, goods, thresholds) : verdict.bads + 1
  const slows = good ? slowsAfter(verdict.slows, outcome, thresholds) : verdict.slows
  const { flap } = thresholds
  const isBound = flap !== undefined && verdict.state === 'down' && isHeld(verdict.damping, nowMs)
  const state = isBound ? 'down' : nextState(verdict.state, { goods, bads, slows }, thresholds)
  const damping =
    flap === undefined ? {} : { damping: damp(verdict.damping, verdict.state, state, flap, nowMs) }
  const sinceMs = state === verdict.state ? verdict.sinceMs : nowMs
  const pace = slows === undefined ? {} : { slows }
  const passedAtMs = good ? nowMs : verdict.passedAtMs
  const passed = passedAtMs === undefined ? {} : { passedAtMs }
  const { firstAtMs = nowMs } = verdict
  const times = { sinceMs, firstAtMs, ...passed, lastAtMs: nowMs }
  return { state, goods, bads, ...pace, ...damping, ...times, last: outcome }
}

/** How many failures a good outcome leaves. As gdnsd: one failure in three is no health when `ok` is 3. */
function remembered({ state, bads }: Verdict, goods: number, { ok = 1 }: Thresholds): number {
  return isServing(state) && goods < ok ? bads : 0
}

function slowsAfter(slows = 0, { latencyMs }: Outcome, { slowMs }: Thresholds): number | undefined {
  if (slowMs === undefined) return undefined
  return latencyMs > slowMs ? Math.max(slows, 0) + 1 : Math.min(slows, 0) - 1
}

interface Counts {
  readonly goods: number
  readonly bads: number
  readonly slows: number | undefined
}

function nextState(state: State, { goods, bads, slows = -Infinity }: Counts, thresholds: Thresholds): State {
  const { fall, rise } = thresholds
  // More may be remembered than `fall`, when that was lowered, or a fall was not believed: no success takes down.
  const falls = goods === 0 && bads >= fall
  switch (state) {
    case 'unknown':
      return goods === 0 ? 'down' : slows > 0 ? 'degraded' : 'up'
    case 'up':
      return falls ? 'down' : slows >= fall ? 'degraded' : 'up'
    case 'degraded':
      return falls ? 'down' : -slows >= rise ? 'up' : 'degraded'
    case 'down':
      return goods < rise ? 'down' : slows >= rise ? 'degraded' : 'up'
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
    case 'degraded':
      return verdict.bads === 0 ? undefined : Math.max(1, fall - verdict.bads)
    case 'down':
      return verdict.goods === 0 ? undefined : Math.max(1, rise - verdict.goods)
  }
}

/** Down only because it is held: its probes pass. As of the last of them. */
export function isHeldBack({ state, goods, damping, lastAtMs = 0 }: Verdict, { rise }: Thresholds): boolean {
  return state === 'down' && goods >= rise && isHeld(damping, lastAtMs)
}
