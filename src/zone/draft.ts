// What is gathered while the files of one zone are read; the only mutable state of the parser.
import type { Name } from '../dns/name.ts'
import type { CheckKind } from './check-kind.ts'
import { ProblemList } from './problem-list.ts'
import type {
  CompositeDeclaration,
  MaintenanceDeclaration,
  Place,
  PoolDeclaration,
  PoolOptions,
  ProbeDeclaration,
  RecordNote,
  Timing,
  ZoneRecord,
} from './zone.ts'

export interface ParseOptions {
  readonly file: string
  /** From the file's name; an `$ORIGIN` or an absolute owner of the SOA overrules it. */
  readonly origin: Name
  include(path: string, fromFile: string): IncludedFile
  readonly checkKinds: ReadonlyMap<string, CheckKind>
  /** Where no note says otherwise. */
  readonly timing: Timing
  /** Told now and then while a long text is read; the last time, with all of it read, before the rules are checked. */
  onProgress?(progress: ReadProgress): void
}

export type OnProgress = (progress: ReadProgress) => void

/** How far the text of a zone has been read. */
export interface ReadProgress {
  readonly file: string
  /** Of the text of that file, and how long it is. */
  readonly read: number
  readonly of: number
  /** Records of the zone so far. */
  readonly records: number
}

/** `file` must be the same text whenever it is the same file: loops are found by it. */
export type IncludedFile = { readonly text: string; readonly file: string } | { readonly problem: string }

export interface Draft {
  readonly options: ParseOptions
  readonly problems: ProblemList
  readonly records: ZoneRecord[]
  readonly noted: NotedRecord[]
  readonly checks: Map<string, DraftCheck>
  readonly pools: DraftPool[]
  /** Addresses as written. */
  readonly maintenance: MaintenanceDeclaration[]
  /** The owner of the first SOA, as written; until then nothing. */
  apex: Name | undefined
  /** Also of one that was refused: then it is not missing. */
  soaSeen: boolean
  originDirectiveSeen: boolean
  /** `$TTL` (RFC 2308 §4), or the SOA minimum once it had to stand in. */
  defaultTtl: number | undefined
  previousTtl: number | undefined
  previousTtlReported: boolean
  generated: number
  included: number
}

/** Where the reading stands within one file. */
export interface FileScope {
  readonly file: string
  /** This file and those that include it, outermost first. */
  readonly chain: readonly string[]
  origin: Name
  /** The owner of the record before, for lines that begin with a blank. */
  owner: Name | undefined
  /** That owner as it was written under this origin: runs of one owner build their name once. */
  ownerText: string
  /** What `;@ defaults` above says. */
  timing: Timing
  /** Set while a `$GENERATE` line is carried out: the place of everything that it makes. */
  place: Place | undefined
}

/** What a directive wants to be read in its place. */
export type Insertion =
  | { readonly kind: 'file'; readonly text: string; readonly file: string; readonly origin: Name }
  | { readonly kind: 'lines'; readonly text: string; readonly place: Place }

export interface NotedRecord {
  readonly record: ZoneRecord
  readonly note: RecordNote
  readonly notePlace: Place
  readonly checksPlace: Place | undefined
  readonly followPlace: Place | undefined
}

export interface DraftCheck {
  readonly declaration: ProbeDeclaration | CompositeDeclaration
  /** Of the members of a composite, or of what a check needs, in their order. */
  readonly memberPlaces: readonly Place[]
}

/** `pick` stays open until the records of the pool are known. */
export interface DraftPool {
  readonly declaration: Omit<PoolDeclaration, 'options'>
  readonly options: Omit<PoolOptions, 'pick'> & { readonly pick: PoolOptions['pick'] | undefined }
  readonly minPlace: Place | undefined
  readonly budgetPlace: Place | undefined
}

export function newDraft(options: ParseOptions): Draft {
  return {
    options,
    problems: new ProblemList(),
    records: [],
    noted: [],
    checks: new Map(),
    pools: [],
    maintenance: [],
    apex: undefined,
    soaSeen: false,
    originDirectiveSeen: false,
    defaultTtl: undefined,
    previousTtl: undefined,
    previousTtlReported: false,
    generated: 0,
    included: 0,
  }
}
