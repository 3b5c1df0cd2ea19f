// Keeps the times of a verdict in step with a wall clock that is set: what has lasted for so long has lasted for so long still.
import type { Damping } from './flap.ts'
import type { Verdict } from './verdict.ts'

/** For a clock that was set by so many ms, back when below zero. */
export function movedBy(verdict: Verdict, byMs: number): Verdict {
  const { sinceMs, lastAtMs, firstAtMs, passedAtMs, damping } = verdict
  return {
    ...verdict,
    // 0 stands for a target that has never changed.
    sinceMs: sinceMs === 0 ? 0 : Math.max(1, sinceMs + byMs),
    lastAtMs: lastAtMs === undefined ? undefined : lastAtMs + byMs,
    ...(firstAtMs === undefined ? {} : { firstAtMs: firstAtMs + byMs }),
    ...(passedAtMs === undefined ? {} : { passedAtMs: passedAtMs + byMs }),
    ...(damping === undefined ? {} : { damping: dampingMovedBy(damping, byMs) }),
  }
}

/** For a clock that was set back while nobody was looking: the verdict's last time is no later than now. */
export function notAfter(verdict: Verdict, nowMs: number): Verdict {
  const { sinceMs, lastAtMs = 0, damping } = verdict
  const lastMs = Math.max(sinceMs, lastAtMs, damping?.changesMs.at(-1) ?? 0, damping?.hold?.fromMs ?? 0)
  return lastMs > nowMs ? movedBy(verdict, nowMs - lastMs) : verdict
}

function dampingMovedBy({ changesMs, hold }: Damping, byMs: number): Damping {
  const moved = changesMs.map((ms) => ms + byMs)
  if (hold === undefined) return { changesMs: moved }
  return { changesMs: moved, hold: { fromMs: hold.fromMs + byMs, untilMs: hold.untilMs + byMs } }
}
