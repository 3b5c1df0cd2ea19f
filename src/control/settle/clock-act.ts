// The transition of a clock that was set: from then on the times of the history begin anew.
import type { Act } from '../../store/store.ts'
import { durationToText } from '../../zone/duration.ts'

/** Wall clock ms, as it would have been and as it is. */
export function clockAct(beforeMs: number, afterMs: number): Act {
  const by = durationToText(Math.abs(afterMs - beforeMs))
  return {
    atMs: afterMs,
    kind: 'clock',
    target: 'clock',
    from: new Date(beforeMs).toISOString(),
    to: new Date(afterMs).toISOString(),
    reason: afterMs < beforeMs ? `set back by ${by}` : `set ahead by ${by}, or the machine slept`,
    detail: '',
  }
}
