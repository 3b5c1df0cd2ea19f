// What the clock says of windows at any moment, past or to come, for work in which nobody watches them.
import type { WindowFact } from '../../answer/failback.ts'
import { windowFactAt } from '../schedule.ts'
import type { WindowFactOf } from './window-clock.ts'

/** Each is worked out once. */
export function windowFacts(): WindowFactOf {
  const known = new Map<string, WindowFact>()
  return (window, nowMs) => {
    const key = `${window.when}/${window.lengthMs}/${nowMs}`
    const fact = known.get(key) ?? windowFactAt(window, nowMs)
    known.set(key, fact)
    return fact
  }
}
