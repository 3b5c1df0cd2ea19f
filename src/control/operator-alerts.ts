// What the API tells of alerts and of those who are told, as plain JSON.

/** Which alerts, and how many at once; all that is given must fit. */
export interface AlertsRequest {
  /** `firing` when absent; `held`: those that fire and of which nobody is told; `resolved`: over, and still to be told. */
  readonly state?: AlertState
  readonly severities?: readonly AlertSeverity[]
  readonly kinds?: readonly AlertKind[]
  /** What they are about or concern: a target, an address, a pool, a name, a zone; `*` for any characters. */
  readonly subject?: string
  readonly limit?: number
  /** `next` of the page before. */
  readonly cursor?: string
}

export type AlertState = 'firing' | 'held' | 'resolved'

/** What fires, and how it goes with those who are told. */
export interface AlertsReport {
  /** When this was taken. */
  readonly atMs: number
  /** The worst first; a page of them. Empty when those that are over were asked for. */
  readonly firing: readonly AlertStatus[]
  /** Present when they were asked for: those that are over and still to be told, the worst first. */
  readonly resolved?: readonly AlertStatus[]
  /** How many fit what was asked for, on all pages. */
  readonly total: number
  /** The cursor of the page that follows; absent on the last one. */
  readonly next?: string
  readonly receivers: readonly ReceiverStatus[]
}

/** Part of the status. */
export interface AlertsSummary {
  /** How many. */
  readonly firing: number
  readonly receivers: readonly ReceiverStatus[]
}

export interface AlertStatus {
  /** The same whenever the same thing happens again: `target 10.1.0.10/web`. */
  readonly key: string
  readonly kind: AlertKind
  readonly severity: AlertSeverity
  readonly target: string
  readonly summary: string
  readonly detail: string
  readonly zones: readonly string[]
  /** `name type` each. */
  readonly pools: readonly string[]
  readonly firedAtMs: number
  /** Present when it is over. */
  readonly resolvedAtMs?: number
  /** Why it is over; present then. */
  readonly resolvedWhy?: string
  /** Present while nobody is told, for somebody has planned it. */
  readonly heldBack?: { readonly why: string; readonly sinceMs: number }
}

export type AlertSeverity = 'info' | 'warning' | 'critical'

export type AlertKind =
  | 'target'
  | 'pool'
  | 'standby'
  | 'doubt'
  | 'zone'
  | 'store'
  | 'override'
  | 'maintenance'

export interface ReceiverStatus {
  readonly name: string
  /** How and where it is reached: `webhook to https://alerts.corp.example`; no more of a URL, for it may be secret. */
  readonly channel: string
  /** Absent: nothing was ever delivered. */
  readonly deliveredAtMs?: number
  /** Present while a notification waits to be taken. */
  readonly pending?: { readonly id: string; readonly alerts: number; readonly attempts: number }
  /** Present while nothing is taken. */
  readonly failingSinceMs?: number
  /** Of the last attempt, while it fails. */
  readonly problem?: string
  /** Notifications that were given up. */
  readonly givenUp: number
}

export interface AlertTestRequest {
  /** The name of a receiver. */
  readonly receiver: string
}

export interface AlertTestReport {
  readonly receiver: string
  readonly channel: string
  readonly delivered: boolean
  /** What the receiver said to it, or why it was not taken. */
  readonly seen: string
  readonly tookMs: number
}
