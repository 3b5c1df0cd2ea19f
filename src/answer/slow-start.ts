// Slow start: the weight of a member that has recovered grows in steps, so that a cold server is not flooded at once.

/** Of so many, a member that has just recovered takes one. */
export const SLOW_START_STEPS = 5

export interface SlowStart {
  /** 1 … SLOW_START_STEPS; the last is the whole weight. */
  readonly step: number
  /** Wall clock ms of the next step; undefined: it takes its whole weight. */
  readonly nextMs: number | undefined
}

const WHOLE: SlowStart = { step: SLOW_START_STEPS, nextMs: undefined }

/** `sinceMs` is since when the member has been available; `overMs` undefined: its pool has no slow start. */
export function slowStart(overMs: number | undefined, sinceMs: number, nowMs: number): SlowStart {
  if (overMs === undefined) return WHOLE
  const stepMs = overMs / SLOW_START_STEPS
  const done = Math.floor(Math.max(0, nowMs - sinceMs) / stepMs)
  if (done >= SLOW_START_STEPS - 1) return WHOLE
  return { step: done + 1, nextMs: Math.ceil(sinceMs + (done + 1) * stepMs) }
}
