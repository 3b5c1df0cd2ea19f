// The decreed fact of a member: whether a maintenance window keeps it out of service now, or when the next one will.

import type { Maintenance } from '../../zone/zone.ts'
import type { WindowFactOf } from './window-clock.ts'

export interface Drain {
  /** Of the window that is open longest; undefined: none is. */
  readonly untilMs: number | undefined
  readonly why: string | undefined
  /** When the next one opens. */
  readonly nextMs: number | undefined
}

export type DrainOf = (maintenance: readonly Maintenance[]) => Drain

export const NO_DRAIN: Drain = { untilMs: undefined, why: undefined, nextMs: undefined }

/** At one moment; a member has few windows, mostly none. */
export function drainAt(windowOf: WindowFactOf, nowMs: number): DrainOf {
  return (maintenance) => {
    let drain = NO_DRAIN
    for (const { window, why } of maintenance) {
      const { openUntilMs, opensAtMs } = windowOf(window, nowMs)
      if (openUntilMs !== undefined && openUntilMs > (drain.untilMs ?? 0))
        drain = { ...drain, untilMs: openUntilMs, why }
      if (opensAtMs !== undefined && opensAtMs < (drain.nextMs ?? Number.POSITIVE_INFINITY))
        drain = { ...drain, nextMs: opensAtMs }
    }
    return drain
  }
}
