// When the next probe of a target is due: even spread, jitter that a seed decides, no burst after a pause.

/** Each interval is `every` or up to this share of it less: targets never fall into step, and none is probed late. */
export const JITTER = 0.1

/** A probe that is later than this is the sign of a pause of ours (suspend, stalled loop), not of a full tick. */
export const PAUSE_MS = 100

/** A target's place in the spread; the same in every run, different for every id (FNV-1a, 32 bits). */
export function seedOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** A number in [0, 1) that looks random and depends on both arguments (the finalizer of MurmurHash3). */
export function fractionOf(seed: number, round: number): number {
  let hash = seed ^ Math.imul(round + 1, 0x9e3779b9)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}

/** The first probes of all targets fall evenly into the first interval. */
export function firstDueMs(everyMs: number, seed: number, nowMs: number): number {
  return nowMs + fractionOf(seed, 0) * everyMs
}

/** One jittered interval after the last due time, not after its end: a slow target is asked as often as a fast one. */
export function nextDueMs(
  last: { readonly dueMs: number; readonly round: number },
  everyMs: number,
  seed: number,
  nowMs: number,
): number {
  const share = 1 - JITTER * fractionOf(seed, last.round)
  return Math.max(last.dueMs + everyMs * share, nowMs)
}

/**
 * Where a probe goes that a pause of ours has made late; undefined when it is in time and runs now.
 * The backlog is spread over as long as it took to grow, at most one interval: nothing is missed, nothing bursts.
 */
export function respreadMs(
  dueMs: number,
  everyMs: number,
  seed: number,
  round: number,
  nowMs: number,
): number | undefined {
  const lateMs = nowMs - dueMs
  if (lateMs <= PAUSE_MS) return undefined
  return nowMs + fractionOf(seed, round) * Math.min(lateMs, everyMs)
}
