// What the API may ask of the daemon, and the plain JSON that it answers: the only thing that web/ knows of us.
import type { TransitionKind } from '../store/transition-kinds.ts'

export interface Operator {
  status(): Status
  explain(request: ExplainRequest): Explanation | OperatorProblem
  /** Reads every zone file again. A file that is refused leaves the last good zone in service. */
  reload(): Promise<ReloadReport>
  /** Lets a pool that waits go back to its better tier now. */
  failback(request: FailbackRequest): FailbackReport | OperatorProblem
  /** Decrees that what is named is drained, down or up, whatever is measured, until its time is over. */
  decree(request: DecreeRequest): DecreeReport | OperatorProblem
  /** Ends overrides before their time. */
  undo(request: UndoRequest): UndoReport | OperatorProblem
  /** What would be answered; changes nothing. */
  simulate(request: SimulateRequest): SimulateReport | OperatorProblem
  exportZone(request: ExportRequest): Promise<ZoneExport | OperatorProblem>
  history(request: HistoryRequest): HistoryReport | OperatorProblem
  /** What has happened since a transition, oldest first. */
  events(request: EventsRequest): EventsReport | OperatorProblem
  /** Copies the database while it is in use. */
  backup(request: BackupRequest): Promise<BackupReport | OperatorProblem>
  /** Makes a token with which the API can be asked over TCP. */
  createToken(request: TokenRequest): NewToken | OperatorProblem
  tokens(): TokenList
  revokeToken(request: RevokeRequest): RevokeReport | OperatorProblem
  /** Whose token this is; undefined: nobody's, or its time is over. */
  bearerOf(secret: string): TokenBearer | undefined
  /** Takes what a target says of itself; by the time of the next turn it is judged. */
  takeReport(request: ReportRequest): ReportReceipt | OperatorProblem
}

/** Why a request cannot be carried out; `code` is stable, `sentence` says what to do. */
export interface OperatorProblem {
  readonly problem: {
    readonly code: 'bad-request' | 'not-found' | 'conflict' | 'unavailable'
    readonly sentence: string
  }
}

/** All times `…AtMs` and `sinceMs` are milliseconds since 1970. */
export interface Status {
  /** When this was taken: ages are counted from it, not from the reader's clock. */
  readonly atMs: number
  readonly node: NodeStatus
  /** `127.0.0.1:5300`, `[::1]:5300`. */
  readonly listening: readonly string[]
  readonly udpIo: 'koffi' | 'dgram'
  /** Present while so much fails that we may be cut off ourselves: no verdict goes down. */
  readonly doubt?: { readonly sinceMs: number; readonly why: string }
  readonly zones: readonly ZoneStatus[]
  readonly targets: readonly TargetStatus[]
  readonly pools: readonly PoolStatus[]
  /** In the order of the zone files; absent when no zone plans any. */
  readonly maintenance?: readonly MaintenanceStatus[]
  /** Oldest first; absent when there is none. */
  readonly overrides?: readonly OverrideStatus[]
  /** Counters of the data plane since the start, by what was done: `NOERROR`, `NXDOMAIN`, `dropped`, … */
  readonly queries: Readonly<Record<string, number>>
}

export interface NodeStatus {
  readonly version: string
  readonly startedAtMs: number
  readonly pid: number
  /** Of the book in service; grows with every patch. */
  readonly generation: number
}

export interface ZoneStatus {
  readonly origin: string
  readonly file: string
  /** As published. */
  readonly serial: number
  /** How many. */
  readonly records: number
  readonly pools: number
  readonly loadedAtMs: number
  /** Of the last load, `file:line:column: code: sentence` each. */
  readonly problems: readonly string[]
  /** The last load was refused: an older zone is in service. */
  readonly stale: boolean
}

/** One address plus one check. */
export interface TargetStatus {
  readonly id: string
  readonly address: string
  readonly check: string
  readonly state: TargetState
  readonly sinceMs: number
  /** Targets that are down and bear the failures of this one, which is not answered meanwhile. */
  readonly blames?: readonly string[]
  /** It has failed often enough to be down, and is not believed yet. */
  readonly doubted?: true
  /** It tells whether we are cut off. */
  readonly canary?: true
  /** Present while a person says what it is, whatever its probes say: who, until when and why. */
  readonly override?: string
  /** Successes in a row until now. */
  readonly goods: number
  /** Failures until now; beside successes, those that are not forgotten yet. */
  readonly bads: number
  /** Present while it is held down for flapping, whatever its probes say. */
  readonly heldUntilMs?: number
  /** Absent until the first probe has ended. */
  readonly last?: ProbeStatus
  /** Absent while a probe is under way. */
  readonly nextProbeInMs?: number
  /** The pools whose answer depends on it, `name type` each. */
  readonly pools: readonly string[]
}

export type TargetState = 'up' | 'degraded' | 'down' | 'unknown'

export interface ProbeStatus {
  /** A key of ENDINGS in health/outcome.ts. */
  readonly ending: string
  readonly detail: string
  readonly latencyMs: number
  readonly atMs: number
}

export interface PoolStatus {
  readonly name: string
  readonly type: string
  readonly zone: string
  /** The tier that answers; absent when none can. */
  readonly tier?: number
  readonly answers: readonly { readonly data: string; readonly ttlSeconds: number }[]
  readonly members: readonly MemberStatus[]
  /** How many healthy members are left: `one` means that nobody takes over; absent for a pool of one. */
  readonly redundancy?: 'several' | 'one' | 'none'
  /** One sentence: why this is the answer. */
  readonly why: string
  /** Present while a better tier has recovered and is not answered yet. */
  readonly waiting?: { readonly for: 'health' | 'window' | 'person'; readonly untilMs?: number }
  /** Present while the TTL is below the declared one. */
  readonly shrunkTtl?: { readonly declaredSeconds: number; readonly ttlSeconds: number; readonly why: string }
}

/** A window in which the records with this address are not answered. */
export interface MaintenanceStatus {
  readonly address: string
  /** A cron expression, in local time. */
  readonly when: string
  readonly lengthMs: number
  readonly why: string
  /** Present while it is open. */
  readonly openUntilMs?: number
  readonly opensAtMs?: number
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

export interface MemberStatus {
  readonly data: string
  readonly tier: number
  readonly weight?: number
  readonly available: boolean
  /** In maintenance, or drained by a person: answered only when nobody else is left. */
  readonly drained?: true
  /** Present while it is available, but slow. */
  readonly degraded?: true
  readonly published: boolean
  readonly why: string
}

export interface ExplainRequest {
  readonly name: string
  /** A mnemonic or TYPE123; A when absent. */
  readonly type?: string
  /** The client's address; absent: a client that no `for=` matches. */
  readonly from?: string
}

/** From what is declared to what is answered, step by step (src/README.md). */
export interface Explanation {
  /** `www.corp.example. A`, with ` from 10.1.2.3` when asked so. */
  readonly question: string
  readonly steps: readonly ExplanationStep[]
  readonly answer: {
    readonly rcode: string
    /** Zone-file lines. */
    readonly records: readonly string[]
    readonly authority: readonly string[]
  }
}

export interface ExplanationStep {
  readonly fact: 'declared' | 'measured' | 'decreed' | 'published' | 'answer'
  readonly sentence: string
  /** `file:line` */
  readonly place?: string
}

export interface ReloadReport {
  readonly zones: readonly ReloadedZone[]
}

export interface ReloadedZone {
  /** Absent when the file does not even say it. */
  readonly origin?: string
  readonly file: string
  readonly result: 'loaded' | 'unchanged' | 'removed' | 'refused'
  readonly problems: readonly string[]
}

/** Names a pool. */
export interface FailbackRequest {
  readonly name: string
  /** A mnemonic or TYPE123; A when absent. */
  readonly type?: string
}

export interface FailbackReport {
  /** `www.corp.example. A` */
  readonly pool: string
  readonly was: readonly string[]
  readonly answers: readonly string[]
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
}

export interface DecreeReport {
  readonly override: OverrideStatus
  readonly pools: readonly PoolMove[]
}

/** What a pool answered before and answers after; a drain takes its time, which the TTL tells. */
export interface PoolMove {
  readonly pool: string
  readonly was: readonly string[]
  readonly answers: readonly string[]
  readonly ttlSeconds: number
  readonly why: string
}

export interface UndoRequest {
  /** The target of an override as it was given, or with `*` for any characters. */
  readonly target: string
  readonly who: string
}

export interface UndoReport {
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

export interface TransitionReport {
  /** Grows with time; never used twice. */
  readonly id: number
  readonly atMs: number
  readonly kind: TransitionKind
  /** A target, a pool, an address, the origin of a zone; `self` for doubt. */
  readonly target: string
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly detail: string
}

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
}

export interface RevokeReport {
  readonly revoked: TokenStatus
}

export type TokenBearer = Pick<TokenStatus, 'name' | 'scope'>
