// One target in the check loop: its place in the schedule and the run that is under way.
import { firstDueMs, nextDueMs, respreadMs, seedOf } from '../../health/due.ts'
import type { Timed } from '../../health/heap.ts'
import type { Outcome } from '../../health/outcome.ts'
import type { Target } from '../../health/target.ts'
import type { Run, Wait } from '../../probe/probe.ts'
import type { Pulse } from './pulse.ts'

/** A target with the closure that its configured probe returned. */
export interface ProbedTarget extends Target {
  readonly run: Run
  /** Absent: it can be asked at any time. */
  readonly waitMs?: Wait
}

export interface Entry extends Timed {
  target: ProbedTarget
  readonly seed: number
  /** When the current probe is or was due; counts the rounds that the jitter depends on. */
  dueMs: number
  round: number
  /** Was moved once because of a pause of ours, and now runs however late it is. */
  respread: boolean
  /** By how much it was moved then. */
  movedMs: number
  /** Was asked for during a run: the next one follows its end so soon. */
  followWithinMs: number
  /** A failure was not told, because we had stood still ourselves; the next one is, whatever we do. */
  excused: boolean
  running: Running | undefined
  /** When the last run began. */
  begunMs: number
}

/** Two probes of one target begin at least so far apart, whoever asks for them and however often. */
export const MIN_GAP_MS = 10

export interface Running {
  readonly startedAtMs: number
  readonly abort: AbortController
  /** The deadline was extended once, because we were late ourselves. */
  graced: boolean
  /** What the pulse had counted when it started. */
  readonly before: ReturnType<Pulse['read']>
}

export function newEntry(target: ProbedTarget, nowMs: number): Entry {
  const seed = seedOf(target.id)
  const dueMs = firstDueMs(target.timing.everyMs, seed, nowMs)
  return {
    target,
    seed,
    dueMs,
    round: 0,
    respread: false,
    movedMs: 0,
    followWithinMs: Number.POSITIVE_INFINITY,
    excused: false,
    running: undefined,
    begunMs: Number.NEGATIVE_INFINITY,
    atMs: dueMs,
    place: -1,
  }
}

/** When the probe after the current one is due. */
export function followingDueMs(entry: Entry, nowMs: number): number {
  const dueMs = nextDueMs(entry, entry.target.timing.everyMs, entry.seed, nowMs)
  return Math.min(dueMs, askedMs(entry, entry.followWithinMs, nowMs))
}

/** When a probe that is wanted within so many ms can begin. */
export function askedMs({ begunMs }: Entry, withinMs: number, nowMs: number): number {
  return Math.max(nowMs + withinMs, begunMs + MIN_GAP_MS)
}

/** Moves to the next round. */
export function advance(entry: Entry, nowMs: number): void {
  entry.dueMs = followingDueMs(entry, nowMs)
  entry.round++
  entry.respread = false
  entry.movedMs = 0
  entry.followWithinMs = Number.POSITIVE_INFINITY
}

/** Moves the entry's due time, when there is nothing to be learned yet or after a pause of ours; false: it runs now. */
export function putOff(entry: Entry, nowMs: number): boolean {
  const waitMs = entry.target.waitMs?.() ?? 0
  if (waitMs > 0) {
    entry.followWithinMs = waitMs
    advance(entry, nowMs)
    return true
  }
  if (entry.respread) return false
  const atMs = respreadMs(entry.dueMs, entry.target.timing.everyMs, entry.seed, entry.round, nowMs)
  if (atMs === undefined) return false
  entry.movedMs = atMs - entry.dueMs
  entry.dueMs = atMs
  entry.respread = true
  return true
}

/** The target's probe, run once; a probe that breaks its contract by throwing is an outcome too. */
export async function ask({ run, address }: ProbedTarget, signal: AbortSignal): Promise<Outcome> {
  try {
    return await run(address, signal)
  } catch (error) {
    return { ending: 'error', detail: error instanceof Error ? error.message : String(error), latencyMs: 0 }
  }
}
