// What every probe type is: a name, its options, and a function that asks one target once.
import type { Outcome } from '../health/outcome.ts'

/** A probe type. Timeouts, thresholds, jitter and storage are not its business. */
export interface Probe<Type extends string = string> {
  /** The word that stands in `;@ check NAME <type> …`; occurs in this probe's own file only. */
  readonly type: Type
  /** The names of the options it takes; for typo suggestions and completion. */
  readonly optionNames: readonly string[]
  /**
   * Checks untrusted options once; the closure that it returns asks a target. Without `permits` nothing is permitted.
   * `reports` are those of the target that is to be asked; without them none ever comes.
   */
  configure(
    options: Readonly<Record<string, string>>,
    permits?: ProbePermits,
    reports?: Reports,
  ): ConfiguredProbe
}

/** What only the owner of the machine may permit, in failover.yaml, and not whoever writes zone files. */
export interface ProbePermits {
  /** Absolute paths of the folders whose programs may be run. */
  readonly execFolders: readonly string[]
}

export const NOTHING_PERMITTED: ProbePermits = { execFolders: [] }

export type ConfiguredProbe =
  | { readonly ok: true; readonly run: Run; readonly hold?: Hold; readonly waitMs?: Wait }
  | { readonly ok: false; readonly problems: readonly OptionProblem[] }

export interface OptionProblem {
  /** The option it is about; '' when it is about the whole. */
  readonly option: string
  readonly sentence: string
}

/**
 * Asks the target at `address` (an IPv4 or IPv6 address in text) once. Never rejects: a sick target is an Outcome.
 * When `signal` aborts, sockets are closed and the promise settles within a tick; the caller records the time-out.
 */
export type Run = (address: string, signal: AbortSignal) => Promise<Outcome>

/** Only where targets report by themselves: for so many ms nothing can be said of it, unless a report comes. 0: run. */
export type Wait = () => number

/** What one target says of itself. */
export interface Reports {
  read(): Heard
  /** As read(); from then on the last report is not new. */
  take(): Heard
}

export interface Heard {
  readonly last: Report | undefined
  readonly isNew: boolean
  /** For so many ms we have listened and heard nothing. */
  readonly silentMs: number
  /** How long a silence is no failure. */
  readonly allowedMs: number
}

export interface Report {
  readonly isWell: boolean
  /** Why it is not well, as the target has written it. */
  readonly why: string
  /** Wall clock ms. */
  readonly atMs: number
}

const UNHEARD: Heard = { last: undefined, isNew: false, silentMs: 0, allowedMs: 0 }
export const NO_REPORTS: Reports = { read: () => UNHEARD, take: () => UNHEARD }

/**
 * Opens a connection to the target at `address` and keeps it; returns what closes it. When it ends otherwise, `onEnd` is
 * told once, and whether the connection ever stood. That says nothing about the target: a probe is to find out.
 */
export type Hold = (address: string, onEnd: (wasHeld: boolean) => void) => () => void
