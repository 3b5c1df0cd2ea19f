// The alerts that fire as rows, those first that somebody must look at.
import type { AlertSeverity, AlertStatus, AlertsReport } from '../../control/operator.ts'

export interface AlertRow {
  readonly alert: AlertStatus
  readonly tone: 'nothing' | 'alone' | 'notice'
  /** `name type` each, as many as one can read. */
  readonly pools: readonly string[]
  readonly morePools: number
}

export interface AlertRows {
  readonly rows: readonly AlertRow[]
  /** Not shown: so many are one thing to a person. */
  readonly more: number
}

const MAX_ROWS = 100
const MAX_POOLS = 5

/** The worst first. */
const TONES: Readonly<Record<AlertSeverity, AlertRow['tone']>> = {
  critical: 'nothing',
  warning: 'alone',
  info: 'notice',
}
const SEVERITIES = Object.keys(TONES)

/** `firing` as sortedReport has it: the first page, of `total`. */
export function alertRows({ firing, total }: Pick<AlertsReport, 'firing' | 'total'>): AlertRows {
  const rows = firing.slice(0, MAX_ROWS).map(rowOf)
  return { rows, more: total - rows.length }
}

/** Whether it is meant to wake somebody: nobody has planned it. */
export function isLoud({ severity, heldBack }: AlertStatus): boolean {
  return severity !== 'info' && heldBack === undefined
}

/** What is held back comes last; among the others the worst first, and of these the newest. */
export function sortedReport(report: AlertsReport): AlertsReport {
  const firing = report.firing.toSorted(
    (a, b) =>
      Number(a.heldBack !== undefined) - Number(b.heldBack !== undefined) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.firedAtMs - a.firedAtMs,
  )
  return { ...report, firing }
}

function rowOf(alert: AlertStatus): AlertRow {
  const pools = alert.pools.slice(0, MAX_POOLS)
  const tone = alert.heldBack === undefined ? TONES[alert.severity] : 'notice'
  return { alert, tone, pools, morePools: alert.pools.length - pools.length }
}
