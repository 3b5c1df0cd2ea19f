// Every answer of the API by the name under which /openapi.json publishes its schema; loaded only when that is asked for.
//
// A new answer is one entry in each of the two tables: its interface, and its schema. The compiler holds them against each
// other, and names the entry that differs.
import type * as z from 'zod'
import type {
  AlertStatus,
  AlertsReport,
  AlertsSummary,
  AlertTestReport,
  BackupReport,
  DecreeReport,
  Explanation,
  ExplanationStep,
  FailbackReport,
  FileFindings,
  Finding,
  FindingsReport,
  HistoryReport,
  MaintenanceStatus,
  MemberStatus,
  NewToken,
  NodeStatus,
  OutcomeReport,
  OutcomesReport,
  OverrideStatus,
  PoolForecast,
  PoolMove,
  PoolStatus,
  ProbeStatus,
  ReceiverStatus,
  ReloadedZone,
  ReloadReport,
  ReportReceipt,
  RevokeReport,
  SamplesReport,
  SimulateReport,
  Status,
  TargetOutcomes,
  TargetStatus,
  TokenBearer,
  TokenList,
  TokenStatus,
  TransitionReport,
  UndoReport,
  UnservedFile,
  ZoneExport,
  ZoneStatus,
} from '../../control/operator.ts'
import type { ProblemDetails } from '../routes/problem.ts'
import { alertStatus, alertsReport, alertsSummary, alertTestReport, receiverStatus } from './alerts.ts'
import { description, type OpenApi } from './description.ts'
import { fileFindings, finding, findingsReport, unservedFile } from './findings.ts'
import { historyReport, transitionReport } from './history.ts'
import {
  decreedOverride,
  decreeReport,
  failbackReport,
  overrideStatus,
  poolMove,
  undoReport,
} from './overrides.ts'
import { problem } from './problem.ts'
import {
  backupReport,
  explanation,
  explanationStep,
  poolForecast,
  reloadedZone,
  reloadReport,
  reportReceipt,
  simulateReport,
  zoneExport,
} from './reports.ts'
import type { Same } from './same.ts'
import { outcomeReport, outcomesReport, samplesReport, targetOutcomes } from './series.ts'
import {
  maintenanceStatus,
  memberStatus,
  nodeStatus,
  poolStatus,
  probeStatus,
  status,
  targetStatus,
  zoneStatus,
} from './status.ts'
import { newToken, revokeReport, tokenBearer, tokenList, tokenStatus } from './tokens.ts'

interface Declared {
  readonly AlertStatus: AlertStatus
  readonly AlertsReport: AlertsReport
  readonly AlertsSummary: AlertsSummary
  readonly AlertTestReport: AlertTestReport
  readonly BackupReport: BackupReport
  readonly DecreedOverride: DecreeReport['override']
  readonly DecreeReport: DecreeReport
  readonly Explanation: Explanation
  readonly ExplanationStep: ExplanationStep
  readonly FailbackReport: FailbackReport
  readonly FileFindings: FileFindings
  readonly Finding: Finding
  readonly FindingsReport: FindingsReport
  readonly HistoryReport: HistoryReport
  readonly MaintenanceStatus: MaintenanceStatus
  readonly MemberStatus: MemberStatus
  readonly NewToken: NewToken
  readonly NodeStatus: NodeStatus
  readonly OpenApi: OpenApi
  readonly OutcomeReport: OutcomeReport
  readonly OutcomesReport: OutcomesReport
  readonly OverrideStatus: OverrideStatus
  readonly PoolForecast: PoolForecast
  readonly PoolMove: PoolMove
  readonly PoolStatus: PoolStatus
  readonly ProbeStatus: ProbeStatus
  readonly Problem: ProblemDetails
  readonly ReceiverStatus: ReceiverStatus
  readonly ReloadedZone: ReloadedZone
  readonly ReloadReport: ReloadReport
  readonly ReportReceipt: ReportReceipt
  readonly RevokeReport: RevokeReport
  readonly SamplesReport: SamplesReport
  readonly SimulateReport: SimulateReport
  readonly Status: Status
  readonly TargetOutcomes: TargetOutcomes
  readonly TargetStatus: TargetStatus
  readonly TokenBearer: TokenBearer
  readonly TokenList: TokenList
  readonly TokenStatus: TokenStatus
  readonly TransitionReport: TransitionReport
  readonly UndoReport: UndoReport
  readonly UnservedFile: UnservedFile
  readonly ZoneExport: ZoneExport
  readonly ZoneStatus: ZoneStatus
}

export type ComponentName = keyof Declared

export const COMPONENTS = {
  AlertStatus: alertStatus,
  AlertsReport: alertsReport,
  AlertsSummary: alertsSummary,
  AlertTestReport: alertTestReport,
  BackupReport: backupReport,
  DecreedOverride: decreedOverride,
  DecreeReport: decreeReport,
  Explanation: explanation,
  ExplanationStep: explanationStep,
  FailbackReport: failbackReport,
  FileFindings: fileFindings,
  Finding: finding,
  FindingsReport: findingsReport,
  HistoryReport: historyReport,
  MaintenanceStatus: maintenanceStatus,
  MemberStatus: memberStatus,
  NewToken: newToken,
  NodeStatus: nodeStatus,
  OpenApi: description,
  OutcomeReport: outcomeReport,
  OutcomesReport: outcomesReport,
  OverrideStatus: overrideStatus,
  PoolForecast: poolForecast,
  PoolMove: poolMove,
  PoolStatus: poolStatus,
  ProbeStatus: probeStatus,
  Problem: problem,
  ReceiverStatus: receiverStatus,
  ReloadedZone: reloadedZone,
  ReloadReport: reloadReport,
  ReportReceipt: reportReceipt,
  RevokeReport: revokeReport,
  SamplesReport: samplesReport,
  SimulateReport: simulateReport,
  Status: status,
  TargetOutcomes: targetOutcomes,
  TargetStatus: targetStatus,
  TokenBearer: tokenBearer,
  TokenList: tokenList,
  TokenStatus: tokenStatus,
  TransitionReport: transitionReport,
  UndoReport: undoReport,
  UnservedFile: unservedFile,
  ZoneExport: zoneExport,
  ZoneStatus: zoneStatus,
} satisfies Readonly<Record<ComponentName, z.ZodType>>

/** The names of those whose schema says something else than the interface. */
type Differing = {
  [Name in ComponentName]: Same<z.output<(typeof COMPONENTS)[Name]>, Declared[Name]> extends true
    ? never
    : Name
}[ComponentName]

/** When this is an error, it names the answers whose schema and interface have drifted apart. */
type NoneOf<Names extends never> = Names
export type Drift = NoneOf<Differing>
