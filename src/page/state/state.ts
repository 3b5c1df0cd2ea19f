// Everything that the page knows, in one value.
import type {
  AlertsReport,
  Status,
  TargetOutcomes,
  TokenBearer,
  TransitionReport,
} from '../../control/operator.ts'

export interface State {
  /** `token`: one is needed, and there is none that is good. */
  readonly door: 'closed' | 'token' | 'open'
  /** Why the door is closed, or the token no good. */
  readonly refusal?: string
  readonly who?: TokenBearer
  readonly status?: Status
  /** Of the status; sent back to be told when it has changed. */
  readonly tag?: string
  /** When the status was last known to be true; by the clock of this machine. */
  readonly heardAtMs?: number
  /** What the daemon's clock is ahead of this machine's. */
  readonly clockAheadMs: number
  /** Of the status: undefined while it is answered. */
  readonly lost?: { readonly sinceMs: number; readonly sentence: string }
  /** Since when changes are not told as they happen; absent: they are. */
  readonly deafSinceMs?: number
  /** Undefined: nothing was told of them yet. */
  readonly alerts?: AlertsReport
  /** Why the alerts are not known to be true, though the status may be. */
  readonly alertsLost?: string
  /** Newest first. */
  readonly changes: readonly TransitionReport[]
  /** By target id; of those that are on the screen. */
  readonly outcomes: ReadonlyMap<string, TargetOutcomes>
  /** Of the daemon with which this page began; another one may have another page. */
  readonly version?: string
}

export const INITIAL: State = {
  door: 'closed',
  clockAheadMs: 0,
  changes: [],
  outcomes: new Map(),
}

/** Of changes that are kept at hand for the summary; the timeline asks for more. */
export const MAX_CHANGES = 200

/** A new change is put before the others; one that is known stays where it is. */
export function withChange(
  changes: readonly TransitionReport[],
  change: TransitionReport,
): readonly TransitionReport[] {
  if (changes.some(({ id }) => id === change.id)) return changes
  const newer = changes.findIndex(({ id }) => id < change.id)
  const at = newer < 0 ? changes.length : newer
  return changes.toSpliced(at, 0, change).slice(0, MAX_CHANGES)
}

/** The status is true now. */
export function heardStatus(
  state: State,
  {
    status,
    tag,
    nowMs,
  }: { readonly status?: Status; readonly tag: string | undefined; readonly nowMs: number },
): State {
  const { lost: _, ...rest } = state
  if (status === undefined) return { ...rest, heardAtMs: nowMs }
  return {
    ...rest,
    status,
    heardAtMs: nowMs,
    clockAheadMs: status.atMs - nowMs,
    version: state.version ?? status.node.version,
    ...(tag === undefined ? {} : { tag }),
  }
}

/** They are as true as the status that told that they have changed. */
export function heardAlerts(state: State, alerts: AlertsReport): State {
  const { alertsLost: _, ...rest } = state
  return { ...rest, alerts }
}

export function lostStatus(state: State, sentence: string, nowMs: number): State {
  return { ...state, lost: { sinceMs: state.lost?.sinceMs ?? nowMs, sentence } }
}

export function heardEvents(state: State): State {
  if (state.deafSinceMs === undefined) return state
  const { deafSinceMs: _, ...rest } = state
  return rest
}

export function lostEvents(state: State, nowMs: number): State {
  return state.deafSinceMs === undefined ? { ...state, deafSinceMs: nowMs } : state
}
