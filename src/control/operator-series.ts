// What the API tells of targets over time: their last outcomes, and the latency history.

export interface OutcomesRequest {
  /** Ids of targets. */
  readonly targets: readonly string[]
}

export interface OutcomesReport {
  readonly atMs: number
  /** In the order in which they were asked for. */
  readonly targets: readonly TargetOutcomes[]
  /** Of what was asked for, what is no target, or is none any more; absent when there is none of these. */
  readonly unknown?: readonly string[]
}

export interface TargetOutcomes {
  readonly id: string
  /** Oldest first; at most 60, and none from before the start of the daemon. */
  readonly outcomes: readonly OutcomeReport[]
}

export interface OutcomeReport {
  readonly atMs: number
  /** A key of ENDINGS in health/outcome.ts. */
  readonly ending: string
  readonly latencyMs: number
}
