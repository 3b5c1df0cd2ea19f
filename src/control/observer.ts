// What the control plane tells, as it happens, to whoever counts it.

/** Nothing that is told may take long: the loop waits. */
export interface Observer {
  /** A probe begins, so much later than it was due. */
  probeStarted(lateMs: number): void
  probed(probe: ObservedProbe): void
  /** A target's verdict has changed. */
  turned(change: ObservedChange): void
  /** A pool answers other records now. */
  moved(): void
  reloaded(result: ObservedReload): void
  wrote(transaction: ObservedTransaction): void
  ran(job: ObservedJob): void
}

export interface ObservedProbe extends ObservedCheck {
  /** A key of ENDINGS in health/outcome.ts. */
  readonly ending: string
  readonly latencyMs: number
}

export interface ObservedChange extends ObservedCheck {
  readonly to: string
}

export interface ObservedCheck {
  /** The probe's type, and the check's name. */
  readonly type: string
  readonly check: string
}

/** `refused`: some file, or all of them. */
export type ObservedReload = 'loaded' | 'unchanged' | 'refused'

export interface ObservedTransaction {
  readonly durationMs: number
  readonly result: 'done' | 'refused'
  /** Kinds of the transitions that it has added to the history. */
  readonly transitions: readonly string[]
}

/** What runs at an hour of the day. */
export interface ObservedJob {
  readonly job: string
  readonly result: 'done' | 'failed'
}
