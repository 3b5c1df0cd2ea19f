// An alert: something that a person should know of, from when it begins until it is over.

/** The mildest first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const

export type Severity = (typeof SEVERITIES)[number]

/** What an alert is about; the words are stable, scripts and receivers may rely on them. */
export const ALERT_KINDS = [
  'target',
  'pool',
  'standby',
  'doubt',
  'zone',
  'store',
  'override',
  'maintenance',
] as const

export type AlertKind = (typeof ALERT_KINDS)[number]

/** `held`: those of the firing ones of which nobody is told; `resolved`: over, and still to be told to somebody. */
export const ALERT_STATES = ['firing', 'held', 'resolved'] as const

/** What receivers are told of that do not say otherwise: all that nobody has ordered. */
export const DEFAULT_KINDS: readonly AlertKind[] = ['target', 'pool', 'standby', 'doubt', 'zone', 'store']

/** What begins. */
export interface Condition {
  /** The same whenever the same thing happens again: `target 10.1.0.10/web`. */
  readonly key: string
  readonly kind: AlertKind
  readonly severity: Severity
  /** A target, a pool, a member of one, `self`, the origin of a zone, the target of an override, an address in maintenance. */
  readonly target: string
  /** One line. */
  readonly summary: string
  /** Why; empty when there is nothing to add. */
  readonly detail: string
}

/** Whom a condition concerns, when it begins: what routes go by; and what that makes of it. */
export interface Concern extends Partial<Pick<Condition, 'severity' | 'detail'>> {
  /** Origins. */
  readonly zones: readonly string[]
  /** `www.corp.example. A` */
  readonly pools: readonly string[]
  /** What people have planned that explains it: it is held back. */
  readonly planned?: string
}

export interface Alert extends Condition, Pick<Concern, 'zones' | 'pools'> {
  /** Of the transition with which it began; negative where no transition could be written. */
  readonly id: number
  /** Wall clock ms, as all times here. */
  readonly firedMs: number
  /** Undefined: it is firing. */
  readonly resolved: Resolution | undefined
  /** Undefined: it was never held back. */
  readonly hold: Hold | undefined
}

export interface Resolution {
  readonly atMs: number
  readonly why: string
}

/** Why an alert is held back, or was. */
export interface Hold {
  /** `in maintenance: new disks` */
  readonly why: string
  /** When it was held back last; wall clock ms, as all times here. */
  readonly sinceMs: number
  /** Undefined: it still is. */
  readonly untilMs: number | undefined
  /** When the alert would have begun, had it been free for all the time that counts. */
  readonly countsFromMs: number
}

/** What a receiver has been told of an alert. */
export interface Told {
  readonly receiver: string
  /** The id of the alert. */
  readonly alert: number
  /** Of the first notification that told of it: those that follow refer to it. */
  readonly thread: string
  readonly atMs: number
  /** That it is over, which is the last that is told. */
  readonly over: boolean
  /** When the notification that told of it was given up; undefined: it was not. */
  readonly lostMs?: number | undefined
}

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** The worst first, and of those the oldest. */
export function byGravity(a: Pick<Alert, 'severity' | 'id'>, b: Pick<Alert, 'severity' | 'id'>): number {
  return rank(b.severity) - rank(a.severity) || a.id - b.id
}

export function worst(severities: Iterable<Severity>): Severity {
  let most: Severity = 'info'
  for (const severity of severities) if (rank(severity) > rank(most)) most = severity
  return most
}

/** A time that is still to come was noted by a clock that has been set back since: it is taken for long ago. */
export function elapsedMs(sinceMs: number, nowMs: number): number {
  return nowMs >= sinceMs ? nowMs - sinceMs : Number.POSITIVE_INFINITY
}
