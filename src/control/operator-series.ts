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

export interface SamplesRequest {
  /** The id of a target, also of one that is none any more. */
  readonly target: string
  /** At or after, and before. */
  readonly sinceMs?: number
  readonly untilMs?: number
  /** At most so many in one answer. */
  readonly limit: number
}

export interface SamplesReport {
  readonly atMs: number
  readonly target: string
  /** Oldest first: about one a minute, fewer where there are more than 600 targets. Nothing is left out or averaged. */
  readonly samples: readonly OutcomeReport[]
  /** The `since` with which it goes on; absent at the end. */
  readonly nextMs?: number
}
