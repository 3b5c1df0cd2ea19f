// What a zone file declares: records, and the notes that say on what each record depends.
import type { Name } from '../dns/name.ts'
import type { ResourceRecord } from '../dns/record.ts'
import type { Timing } from '../health/timing.ts'

/** What is not said comes from `;@ defaults`, then from the configuration. */
export type { Timing }

/** One loaded zone. Nothing in it is ever changed; a reload makes a new one. */
export interface Zone {
  /** Case-folded. */
  readonly origin: Name
  /** In the order of the file; the first is the SOA wherever it stood. Owners keep their case. */
  readonly records: readonly ZoneRecord[]
  readonly checks: readonly CheckDeclaration[]
  readonly pools: readonly PoolDeclaration[]
  readonly maintenance: readonly MaintenanceDeclaration[]
}

export interface ZoneRecord extends ResourceRecord {
  /** Where it was declared; for `failover explain` and problems. */
  readonly place: Place
  /** Absent for a plain record, which is always published. */
  readonly note?: RecordNote
}

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in characters. */
  readonly column: number
}

/** `;@ …` behind a record (README.md, zone notes). An RRset with at least one of these, or with a pool line, is a pool. */
export interface RecordNote {
  /** `primary` 1, `standby` 2, `last` 9, `tier=N`; 1 when not said. Lower answers first. */
  readonly tier: number
  /** Names of checks in the same zone that must all pass on this record's address. */
  readonly checks: readonly string[]
  /** Available while the host that this record names is. */
  readonly follow: boolean
  /** Undefined when not said (then 1 where a weight is needed). 1 … 65535. */
  readonly weight: number | undefined
  readonly networks: readonly Network[]
}

/** An address prefix: `address` has 4 or 16 octets with the host bits zero. */
export interface Network {
  readonly address: readonly number[]
  readonly prefixLength: number
}

export type CheckDeclaration = ProbeDeclaration | CompositeDeclaration

/** `;@ check NAME KIND key=value…` */
export interface ProbeDeclaration {
  readonly name: string
  readonly place: Place
  readonly kind: 'probe'
  /** The probe's type, as registered in probe/index.ts. */
  readonly type: string
  /** As written, without the timing keys; the probe has already accepted them. */
  readonly options: Readonly<Record<string, string>>
  readonly timing: Timing
  /** Names of checks in the same zone: while one is down, the failures of this one count as that one's. */
  readonly needs: readonly string[]
  /** It says nothing of any record, but whether we are cut off ourselves; it has an address of its own. */
  readonly canary: boolean
}

/** `;@ check NAME all|any A B…` or `;@ check NAME atleast N A B…`; evaluated on one address. */
export interface CompositeDeclaration {
  readonly name: string
  readonly place: Place
  readonly kind: 'composite'
  /** How many of the members must pass: all of them, 1 for `any`, N for `atleast N`. */
  readonly need: number
  readonly members: readonly string[]
}

/** `;@ pool OWNER TYPE key=value…` */
export interface PoolDeclaration {
  readonly owner: Name
  readonly type: number
  readonly place: Place
  readonly options: PoolOptions
}

export interface PoolOptions {
  /** At most so many records in one answer; undefined: all. */
  readonly answers: number | undefined
  /** How the records of the answering tier are chosen and ordered; `weighted` when any of them has a weight. */
  readonly pick: 'all' | 'weighted' | 'sticky'
  /** A tier answers when it has at least so many available records. */
  readonly min: number
  /** Whether degraded records are as good as any other, or are used only when no healthy one of any tier is left. */
  readonly available: 'degraded' | 'degraded-last'
  readonly whenAllDown: 'primary' | 'all' | 'last' | 'none'
  /** When a better tier recovers: at once, after so many ms of stable health, or when a person says so. */
  readonly failback: 'auto' | 'manual' | { readonly stableMs: number }
  /** When a failback that waits for nobody may happen; undefined: at any time. */
  readonly failbackWindow: TimeWindow | undefined
  /** In how much time the weight of a recovered record grows to the whole; undefined: at once. */
  readonly slowStartMs: number | undefined
  /** The promise that `failover check` holds the timing against; undefined: no promise. */
  readonly maxFailoverMs: number | undefined
}

/** Records with this address are not answered in this window. */
export interface Maintenance {
  /** In presentation form, as records print it. */
  readonly address: string
  readonly window: TimeWindow
  readonly why: string
  /** Absent where the configuration says it. */
  readonly place?: Place
}

/** `;@ maintenance ADDRESS "CRON" LENGTH "WHY"` */
export interface MaintenanceDeclaration extends Maintenance {
  readonly place: Place
}

/** Opens at the times of a cron expression, for so long. */
export interface TimeWindow {
  /** Minute, hour, day of month, month, day of week, in local time; a field for seconds may stand before them. */
  readonly when: string
  readonly lengthMs: number
}

/** A finding about a zone file; `code` is stable and documented, `sentence` says what to do. */
export interface Problem {
  readonly place: Place
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly sentence: string
}
