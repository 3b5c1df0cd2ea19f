// Flap damping: a target that changes too often is held down for a while, and for longer each time.
import { isServing, type State } from './state.ts'

/** `flap=5/10m` */
export interface FlapBound {
  /** More changes than this within `withinMs` are too many. */
  readonly changes: number
  readonly withinMs: number
}

/** What is remembered of a target for it. All times are wall clock ms. */
export interface Damping {
  /** When it went down or came back, oldest first; as many as the bound can need. */
  readonly changesMs: readonly number[]
  /** The last time that it was held down; kept after its end, for the next may be longer for it. */
  readonly hold?: Hold
}

export interface Hold {
  readonly fromMs: number
  readonly untilMs: number
}

/** No hold grows beyond this, unless the bound's own time is longer. */
export const MAX_HOLD_MS = 86_400_000

/**
 *  | change                                                      | hold                                   |
 *  |-------------------------------------------------------------|----------------------------------------|
 *  | to down, at most `changes` in the last `withinMs`           | none                                   |
 *  | to down, more than that                                     | `withinMs`                             |
 *  | the same, sooner after the last hold than that one was long | twice as long as the last, up to a day |
 *  | to up                                                       | none: who is held does not come up     |
 */
export function damp(
  damping: Damping | undefined,
  before: State,
  after: State,
  bound: FlapBound,
  nowMs: number,
): Damping {
  const { changesMs = [], hold } = damping ?? {}
  const isChange = before !== 'unknown' && isServing(before) !== isServing(after)
  if (!isChange) return damping ?? { changesMs }
  const counted = [...changesMs, nowMs].slice(-(bound.changes + 1))
  const oldest = counted.length > bound.changes ? counted[0] : undefined
  const isTooOften = oldest !== undefined && nowMs - oldest < bound.withinMs
  if (after !== 'down' || !isTooOften) return { changesMs: counted, ...(hold === undefined ? {} : { hold }) }
  return { changesMs: counted, hold: { fromMs: nowMs, untilMs: nowMs + holdMs(hold, bound, nowMs) } }
}

function holdMs(last: Hold | undefined, { withinMs }: FlapBound, nowMs: number): number {
  const lastedMs = last === undefined ? 0 : last.untilMs - last.fromMs
  const isRelapse = last !== undefined && nowMs - last.untilMs < lastedMs
  return isRelapse ? Math.min(2 * lastedMs, Math.max(MAX_HOLD_MS, withinMs)) : withinMs
}

export function isHeld(damping: Damping | undefined, nowMs: number): boolean {
  return damping?.hold !== undefined && nowMs < damping.hold.untilMs
}
