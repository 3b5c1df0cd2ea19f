// Detection times as tables: side by side for a person at a terminal, and ours as Markdown for the README.
import { median } from '../results.ts'
import { OURS } from '../servers/ours.ts'
import { fixed, printTable, times } from '../table.ts'
import { OUR_SETTINGS } from './contenders.ts'
import { KINDS } from './kinds.ts'
import type { Detection } from './measure.ts'

export function reportDetections(detections: readonly Detection[]): void {
  for (const kind of KINDS)
    for (const check of kind.checks) {
      const rows = detections.filter((one) => one.kind === kind.name && one.check === check)
      if (rows.length === 0) continue
      const ours = OUR_SETTINGS.map(({ settings }) =>
        rows.find((one) => one.server === OURS.name && one.settings === settings),
      )
      const heads = [
        'server',
        'settings',
        'median ms',
        'p95 ms',
        ...OUR_SETTINGS.map(({ settings }) => `of ${settings}`),
      ]
      printTable(
        `${kind.title}, ${check} check: from the failure to the first changed answer`,
        [...heads, 'seen', 'not seen', 'not ready'],
        rows.map((row) => [
          row.server,
          row.settings,
          fixed(median(row.detectionMs), 0),
          fixed(percentile(row.detectionMs, 0.95), 0),
          ...ours.map((one) => times(median(row.detectionMs), one && median(one.detectionMs))),
          ...[row.detectionMs.length, row.unseen, row.notReady].map(String),
        ]),
      )
    }
}

/** The table of the README: one row for each kind of failure, our settings side by side. */
export function markdownTable(detections: readonly Detection[]): string {
  const rows = KINDS.map(({ name, title, checks: [check], about }) => {
    const cells = OUR_SETTINGS.map(({ settings }) => {
      const found = detections.find(
        (one) =>
          one.server === OURS.name && one.settings === settings && one.kind === name && one.check === check,
      )
      if (found === undefined || found.detectionMs.length === 0) return ''
      return `${span(median(found.detectionMs))}, ${span(percentile(found.detectionMs, 0.95))}`
    })
    return `| ${[`${title}: ${about}`, `\`${check}\``, ...cells].join(' | ')} |`
  })
  const heads = [
    'failure',
    'check',
    ...OUR_SETTINGS.map(({ settings }) => (settings === 'defaults' ? settings : `\`${settings}\``)),
  ]
  return [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---|').join('')}`, ...rows].join('\n')
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
}

function span(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`
}
