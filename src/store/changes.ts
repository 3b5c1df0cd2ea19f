// What changes of verdicts and zones are as rows of the history.
import type { Outcome } from '../health/outcome.ts'
import type { State } from '../health/verdict.ts'
import type { Transition } from './transitions.ts'
import type { RemovedZone, StoredZone, ZoneState } from './zones.ts'

export interface VerdictTransition {
  readonly target: string
  readonly from: State
  readonly to: State
  /** The outcome that decided it. */
  readonly outcome: Outcome
  /** Wall clock ms until which it is held down for flapping. */
  readonly heldUntilMs?: number
}

export function turn(
  { target, from, to, outcome, heldUntilMs }: VerdictTransition,
  atMs: number,
): Omit<Transition, 'id'> {
  const held = heldUntilMs === undefined ? [] : [`held down until ${new Date(heldUntilMs).toISOString()}`]
  const detail = [outcome.detail, ...held].filter((text) => text !== '').join('; ')
  return { atMs, kind: 'verdict', target, from, to, reason: outcome.ending, detail }
}

export function removal({ origin, file, serial }: RemovedZone, atMs: number): Omit<Transition, 'id'> {
  const change = { kind: 'reload', target: origin, from: String(serial), to: 'none' } as const
  return { ...change, atMs, reason: file, detail: 'it is served no longer: no good file declares it' }
}

export function reload(
  { origin, serial, file, count, pooled }: StoredZone,
  before: ZoneState | undefined,
  nowMs: number,
): Omit<Transition, 'id'> {
  return {
    atMs: nowMs,
    kind: 'reload',
    target: origin,
    from: before === undefined ? 'none' : String(before.serial),
    to: String(serial),
    reason: file,
    detail: `${count} records, ${pooled.length} of them in pools`,
  }
}
