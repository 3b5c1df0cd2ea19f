// What the API tells of alerts and of those who are told, as plain JSON.

/** What fires, and how it goes with those who are told. */
export interface AlertsReport {
  /** When this was taken. */
  readonly atMs: number
  /** The worst first. */
  readonly firing: readonly AlertStatus[]
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
