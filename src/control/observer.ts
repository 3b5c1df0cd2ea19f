// What the check loop tells, as it happens, to whoever counts it.

/** Nothing that is told may take long: the loop waits. */
export interface Observer {
  probed(probe: ObservedProbe): void
  /** A target's verdict has changed. */
  turned(change: ObservedChange): void
  /** A transition that is no verdict's; `kind` as in the table of transitions. */
  acted(kind: string): void
  /** A pool answers other records now. */
  moved(): void
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
