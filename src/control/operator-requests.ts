// What the API may ask of the daemon beside its status, and what it is told: requests and reports, as plain JSON.
import type { TransitionKind } from '../store/transition-kinds.ts'
import type { Transition } from '../store/transitions.ts'
import type { Finding } from './operator-findings.ts'

export interface ReloadReport {
  readonly zones: readonly ReloadedZone[]
}

export interface ReloadedZone {
  /** Absent when the file does not even say it. */
  readonly origin?: string
  readonly file: string
  readonly result: 'loaded' | 'unchanged' | 'removed' | 'refused'
  /** `file:line:column: code: sentence` each. */
  readonly problems: readonly string[]
  /** The same, with the text of the lines. */
  readonly findings: readonly Finding[]
}

/** Names a pool. */
export interface FailbackRequest {
  readonly name: string
  /** A mnemonic or TYPE123; A when absent. */
  readonly type?: string
  /** Nothing is changed: what would be is told. */
  readonly dryRun?: boolean
}

export interface FailbackReport {
  /** Nothing was changed. */
  readonly dryRun?: true
  /** `www.corp.example. A` */
  readonly pool: string
  readonly was: readonly string[]
  readonly answers: readonly string[]
}

/** What a person has decreed. */
export interface OverrideStatus {
  readonly id: number
  readonly target: string
  readonly decree: 'drain' | 'force-down' | 'force-up'
  readonly who: string
  readonly why: string
  readonly startedAtMs: number
  /** Absent: for ever, until somebody undoes it. */
  readonly endsAtMs?: number
  /** The pools that have a member of which it speaks, `name type` each; empty: nothing matches it any more. */
  readonly pools: readonly string[]
}

export interface DecreeRequest {
  readonly decree: OverrideStatus['decree']
  /** `ADDRESS/CHECK`, an address, the owner of address records, or `OWNER TYPE DATA`; each with `*` for any characters. */
  readonly target: string
  readonly why: string
  /** A duration, or `ever`; either this or `until`. */
  readonly for?: string
  /** A moment as RFC 3339 writes it. */
  readonly until?: string
  readonly who: string
  /** Nothing is changed: what would be is told. Then `why` may be empty. */
  readonly dryRun?: boolean
}

export interface DecreeReport {
  /** Nothing was changed. */
  readonly dryRun?: true
  /** Without an id where nothing was changed. */
  readonly override: Omit<OverrideStatus, 'id'> & { readonly id?: number }
  readonly pools: readonly PoolMove[]
}

/** What a pool answered before and answers after, or would answer. */
export interface PoolMove {
  readonly pool: string
  readonly was: readonly string[]
  readonly answers: readonly string[]
  readonly ttlSeconds: number
  readonly why: string
  /** What it answers when every drain has taken its time; until then `answers`. */
  readonly settled: readonly string[]
  /** How many members are available and not drained, before and when every drain has taken its time. */
  readonly healthyBefore: number
  readonly healthy: number
  /** No healthy member is left of those that there were. */
  readonly nothingLeft: boolean
  /** One healthy member is left of several. */
  readonly losesRedundancy: boolean
}

export interface UndoRequest {
  /** The target of an override as it was given, or with `*` for any characters. */
  readonly target: string
  readonly who: string
  /** Nothing is changed: what would be is told. */
  readonly dryRun?: boolean
}

export interface UndoReport {
  /** Nothing was changed. */
  readonly dryRun?: true
  readonly ended: readonly OverrideStatus[]
  readonly pools: readonly PoolMove[]
}

/** Either of them. */
export interface SimulateRequest {
  /** What is down: as the target of a decree, or a network. */
  readonly down?: readonly string[]
  /** The absolute path of a zone file, on the daemon's machine, as if it were in the zones folder. */
  readonly zone?: string
}

export interface SimulateReport {
  /** What is taken to be dead: whole servers, and the targets that would fail. */
  readonly down?: { readonly addresses: readonly string[]; readonly targets: readonly string[] }
  /** `refused`: the file has errors, and nothing was simulated. */
  readonly zone?: {
    readonly file: string
    readonly origin?: string
    readonly refused: boolean
    readonly problems: readonly string[]
  }
  /** Ids of targets of which nothing is known yet; they are taken to be healthy. */
  readonly presumed: readonly string[]
  /** Those for which something would change. */
  readonly pools: readonly PoolForecast[]
}

export interface PoolForecast {
  readonly pool: string
  /** `same`: the answer stays, what stands behind it does not; `unwatched`: it bears no note any more. */
  readonly change: 'changed' | 'same' | 'added' | 'removed' | 'unwatched'
  readonly was: readonly string[]
  readonly answers: readonly string[]
  readonly why: string
  /** How many members are alive, available and not drained, now and then. */
  readonly healthyBefore: number
  readonly healthy: number
  /** No healthy member would be left. */
  readonly nothingLeft: boolean
  /** One healthy member would be left of several. */
  readonly losesRedundancy: boolean
  /** What would be answered although its server is dead: no check sees it, or nothing else is left. */
  readonly deadAnswers: readonly string[]
}

export interface ExportRequest {
  /** The dot at its end may be left out. */
  readonly origin: string
  /** Everything that the file declares, instead of what is answered now. */
  readonly declared: boolean
}

export interface ZoneExport {
  readonly origin: string
  /** As published; of the file when `declared`. */
  readonly serial: number
  readonly declared: boolean
  /** A zone file without notes, in the canonical form of named-compilezone. */
  readonly text: string
}

export interface ReportRequest {
  /** `ADDRESS/CHECK`, the id of a target, or `CHECK/ADDRESS`. */
  readonly target: string
  readonly down: boolean
  /** Why it is down; empty when it is not. */
  readonly why: string
}

export interface ReportReceipt {
  /** Ids of the targets for which it was taken. */
  readonly targets: readonly string[]
  readonly down: boolean
  readonly atMs: number
}

/** All that is said must hold. */
export interface HistoryRequest {
  /** A target, an address, a name with or without a type, or the origin of a zone. */
  readonly subject?: string
  readonly kinds?: readonly TransitionKind[]
  /** At or after, and before. */
  readonly sinceMs?: number
  readonly untilMs?: number
  /** At most so many in one answer. */
  readonly limit?: number
  /** `next` of the page before. */
  readonly cursor?: number
}

export interface HistoryReport {
  /** Newest first. */
  readonly transitions: readonly TransitionReport[]
  /** The cursor of what is older, absent at the end. A page may be empty and have a next one. */
  readonly next?: number
}

export interface EventsRequest {
  /** The id of the last one that is known; absent: the newest that there is. */
  readonly after?: number
  readonly limit: number
}

export interface EventsReport {
  /** `after` as it was taken: never one that is yet to come. */
  readonly after: number
  /** Oldest first. */
  readonly transitions: readonly TransitionReport[]
}

/** As it was written down. */
export type TransitionReport = Transition

export interface BackupRequest {
  /** Absolute; on the daemon's machine, written by its user. */
  readonly file: string
}

export interface BackupReport {
  readonly file: string
  readonly octets: number
  /** When it was begun: it has at least what was stored then. */
  readonly atMs: number
}

export interface TokenRequest {
  readonly name: string
  readonly scope: TokenStatus['scope']
  /** A duration; absent: until it is revoked. */
  readonly for?: string
  readonly who: string
}

export interface TokenStatus {
  readonly name: string
  /** `operate` is needed for whatever changes something, and includes `read`. */
  readonly scope: 'read' | 'operate'
  /** Who has made it. */
  readonly who: string
  readonly createdAtMs: number
  /** Absent: it lasts until it is revoked. */
  readonly endsAtMs?: number
  /** To a minute; absent: never. */
  readonly usedAtMs?: number
}

export interface NewToken {
  /** Told this once: what is stored is its digest. */
  readonly secret: string
  readonly token: TokenStatus
}

export interface TokenList {
  /** When this was taken. */
  readonly atMs: number
  readonly tokens: readonly TokenStatus[]
}

export interface RevokeRequest {
  readonly name: string
  readonly who: string
}

export interface RevokeReport {
  readonly revoked: TokenStatus
}

export type TokenBearer = Pick<TokenStatus, 'name' | 'scope' | 'endsAtMs'>
