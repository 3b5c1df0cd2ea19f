// What the API may ask of the daemon, and the plain JSON that it answers: the only thing that web/ knows of us.

import type {
  AlertsReport,
  AlertsRequest,
  AlertsSummary,
  AlertTestReport,
  AlertTestRequest,
} from './operator-alerts.ts'
import type { FindingsReport, UnservedFile } from './operator-findings.ts'
import type {
  BackupReport,
  BackupRequest,
  DecreeReport,
  DecreeRequest,
  EventsReport,
  EventsRequest,
  ExportRequest,
  FailbackReport,
  FailbackRequest,
  HistoryReport,
  HistoryRequest,
  NewToken,
  OverrideStatus,
  ReloadReport,
  ReportReceipt,
  ReportRequest,
  RevokeReport,
  RevokeRequest,
  SimulateReport,
  SimulateRequest,
  TokenBearer,
  TokenList,
  TokenRequest,
  UndoReport,
  UndoRequest,
  ZoneExport,
} from './operator-requests.ts'
import type { OutcomesReport, OutcomesRequest, SamplesReport, SamplesRequest } from './operator-series.ts'

export type * from './operator-alerts.ts'
/** One door for web/ and cli/. */
export type * from './operator-findings.ts'
export type * from './operator-requests.ts'
export type * from './operator-series.ts'

export interface Operator {
  /** A little of the status with each step; it is of one moment when `revision` is at the end what it was at the beginning. */
  statusSteps(): Generator<void, Status>
  /** Another one whenever a state, an answer, an override or a zone has changed; the same one while only probes and queries go on. */
  revision(): string
  /** Of a past instant it takes a while. */
  explain(request: ExplainRequest): MaybeLater<Explanation | OperatorProblem>
  /** Reads every zone file again. A file that is refused leaves the last good zone in service. */
  reload(): Promise<ReloadReport>
  /** Lets a pool that waits go back to its better tier now. */
  failback(request: FailbackRequest): FailbackReport | OperatorProblem
  /** Decrees that what is named is drained, down or up, whatever is measured, until its time is over. */
  decree(request: DecreeRequest): DecreeReport | OperatorProblem
  /** Ends overrides before their time. */
  undo(request: UndoRequest): UndoReport | OperatorProblem
  /** What would be answered; changes nothing. */
  simulate(request: SimulateRequest): MaybeLater<SimulateReport | OperatorProblem>
  exportZone(request: ExportRequest): Promise<ZoneExport | OperatorProblem>
  history(request: HistoryRequest): HistoryReport | OperatorProblem
  /** What has happened since a transition, oldest first. */
  events(request: EventsRequest): EventsReport | OperatorProblem
  /** What is wrong with the zone files, with the text of the lines. */
  findings(): FindingsReport
  /** The last outcomes of some targets. */
  outcomes(request: OutcomesRequest): OutcomesReport | OperatorProblem
  /** The stored latency history of one target. */
  samples(request: SamplesRequest): SamplesReport | OperatorProblem
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
  /** What fires, or what else is asked for, a page at a time. */
  alerts(request: AlertsRequest): AlertsReport
  /** Sends a notification that says that it is a test, and waits for what becomes of it. */
  testAlert(request: AlertTestRequest): Promise<AlertTestReport | OperatorProblem>
}

type MaybeLater<Result> = Result | Promise<Result>

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
  /** Present while zone files are read again: how far the text of one of them is. */
  readonly loading?: LoadingStatus
  readonly zones: readonly ZoneStatus[]
  /** Files that were refused and of which no zone is in service; absent when there is none. */
  readonly unserved?: readonly UnservedFile[]
  readonly targets: readonly TargetStatus[]
  readonly pools: readonly PoolStatus[]
  /** In the order of the zone files; absent when no zone plans any. */
  readonly maintenance?: readonly MaintenanceStatus[]
  /** Oldest first; absent when there is none. */
  readonly overrides?: readonly OverrideStatus[]
  /** Absent when failover.yaml names no receiver. */
  readonly alerts?: AlertsSummary
  /** Counters of the data plane since the start, by what was done: `NOERROR`, `NXDOMAIN`, `dropped`, … */
  readonly queries: Readonly<Record<string, number>>
}

export interface LoadingStatus {
  readonly file: string
  /** Of its text, and how long that is; all of it is read when both are the same. */
  readonly read: number
  readonly of: number
  /** Read so far. */
  readonly records: number
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

export interface MemberStatus {
  readonly data: string
  readonly tier: number
  readonly weight?: number
  readonly available: boolean
  /** In maintenance, or drained by a person: answered only when nobody else is left. */
  readonly drained?: true
  /** Present while it stands by and has not been well for long: what of it has not passed since when. */
  readonly stale?: string
  /** Present while it is available, but slow. */
  readonly degraded?: true
  readonly published: boolean
  /** Ids of the targets on which it hangs, through what it follows too; absent when there is none. */
  readonly targets?: readonly string[]
  readonly why: string
}

export interface ExplainRequest {
  readonly name: string
  /** A mnemonic or TYPE123; A when absent. */
  readonly type?: string
  /** The client's address; absent: a client that no `for=` matches. */
  readonly from?: string
  /** A past instant; absent: now. */
  readonly atMs?: number
}

/** From what is declared to what is answered, step by step (src/README.md). */
export interface Explanation {
  /** `www.corp.example. A`, with ` from 10.1.2.3` and ` at 2026-03-01 14:03:00` when asked so. */
  readonly question: string
  /** Present when it is a past instant that is explained. */
  readonly atMs?: number
  readonly steps: readonly ExplanationStep[]
  readonly answer: {
    readonly rcode: string
    /** Zone-file lines. */
    readonly records: readonly string[]
    readonly authority: readonly string[]
  }
  /** Of a past instant: what is not known of it, or not for sure. */
  readonly unknown?: readonly string[]
}

export interface ExplanationStep {
  readonly fact: 'declared' | 'measured' | 'decreed' | 'published' | 'answer'
  readonly sentence: string
  /** `file:line` */
  readonly place?: string
}
