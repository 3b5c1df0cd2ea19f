// How soon a target is probed again after an outcome, and how soon its state can have changed by that.
import { isHeld } from './flap.ts'
import { isServing } from './state.ts'
import type { Timing } from './timing.ts'
import { probesToChange, type Verdict } from './verdict.ts'

/**
 * After a failure of an up target the next probe does not wait for its interval; undefined: it does. A recovery is
 * never hurried, for a good outcome is believed only after some time.
 */
export function confirmWithinMs({ state, goods }: Verdict, { confirmMs }: Timing): number | undefined {
  return isServing(state) && goods === 0 ? confirmMs : undefined
}

/** Time between probes × probes still needed, as gdnsd: the answer may change then, so no cache should keep it longer. */
export function changeWithinMs(verdict: Verdict, timing: Timing): number | undefined {
  const probes = probesToChange(verdict, timing)
  if (probes === undefined) return undefined
  const { everyMs } = timing
  const withinMs = probes * Math.min(confirmWithinMs(verdict, timing) ?? everyMs, everyMs)
  const { damping, lastAtMs = 0 } = verdict
  return isHeld(damping, lastAtMs) ? Math.max(withinMs, (damping?.hold?.untilMs ?? 0) - lastAtMs) : withinMs
}
