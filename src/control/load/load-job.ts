// What a load of the zones is told, and what comes of it: plain data, for it crosses to a thread and back.
import type { Amendment } from '../../answer/amendment.ts'
import type { BookHandle } from '../../answer/book-handle.ts'
import type { CompiledBook } from '../../answer/compile.ts'
import type { Name } from '../../dns/name.ts'
import type { ProbePermits } from '../../probe/probe.ts'
import type { NameRows, ZoneState } from '../../store/zones.ts'
import type { Network, Timing, Zone } from '../../zone/zone.ts'
import type { Finding, ReloadedZone } from '../operator.ts'
import type { PackedSources } from './packed-sources.ts'

export interface LoadJob {
  readonly folder: string
  readonly timing: Timing
  readonly permits: ProbePermits
  /** Who may ask for a zone, by origin in presentation form; zones that are not named are for everybody. */
  readonly allowQuery: Readonly<Record<string, readonly Network[]>>
  /** In service until now. */
  readonly before: readonly KeptZone[]
  /** What to serve of a file that is broken: what was in service of it, or what the database has kept. */
  readonly fallbacks: readonly Fallback[]
  /** What the record table holds, by origin in presentation form. */
  readonly stored: ReadonlyMap<string, ZoneState>
  readonly nowMs: number
  /** In service until now, with what is before; undefined at a start. */
  readonly book: BookHandle | undefined
}

/** A zone that was loaded, without its records. */
export interface ZoneSummary {
  /** Absolute path of the file that it was read from. */
  readonly file: string
  readonly origin: Name
  /** Changes with every change of the text, $INCLUDEd files among it. */
  readonly contentHash: string
  /** As published (RFC 1982). */
  readonly serial: number
  readonly records: number
  readonly pools: number
  readonly loadedAtMs: number
  /** Of the last load. */
  readonly findings: readonly Finding[]
  /** The last load was refused: this is the zone from before. */
  readonly stale: boolean
}

/** The text of a good zone, of a file that may be none any more. */
export interface Fallback extends Pick<ZoneSummary, 'file' | 'contentHash' | 'serial' | 'loadedAtMs'> {
  readonly sources: PackedSources
}

export interface KeptZone extends ZoneSummary, Fallback {}

/** `zone` holds what must be at hand: its pools, and what answers of theirs may draw on (answer/live-zone.ts). */
export interface CompiledZone extends ZoneSummary {
  readonly zone: Zone
}

/** What came of one file. */
export interface FileReport extends Omit<ReloadedZone, 'problems'> {
  readonly findings: readonly Finding[]
}

export interface Loaded {
  readonly report: readonly FileReport[]
  /** Undefined: every file is what it was. */
  readonly changed: Changed | undefined
}

export interface Changed {
  readonly zones: readonly CompiledZone[]
  /** All answers anew, or those that a small edit of one zone has changed. */
  readonly answers: { readonly book: CompiledBook } | Edited
}

export interface Edited {
  readonly amendment: Amendment
  /** In presentation form, as the record table has it. */
  readonly origin: string
  readonly rows: NameRows
}

/** The folder itself cannot be read; then everything stays as it is. */
export type LoadResult = Loaded | { readonly problem: string }
