// The zones with the findings about their files, the worst first; files of which no zone is in service are told as well.
import type { FileFindings, Finding, Status, ZoneStatus } from '../../control/operator.ts'
import { lastPart } from './warnings.ts'

export interface ZoneRow {
  readonly key: string
  /** The origin, or the name of a file of which no zone is in service. */
  readonly title: string
  readonly file: string
  readonly state: FileFindings['state']
  /** Absent: it is not in service. */
  readonly zone?: ZoneStatus
  readonly findings: readonly Finding[]
}

const RANKS: Readonly<Record<FileFindings['state'], number>> = { unserved: 0, stale: 1, served: 2 }

export function zoneRows(
  { zones }: Pick<Status, 'zones'>,
  files: readonly FileFindings[],
): readonly ZoneRow[] {
  const byOrigin = new Map(files.map((one) => [one.origin, one]))
  const served = zones.map((zone): ZoneRow => {
    const findings = byOrigin.get(zone.origin)?.findings ?? []
    const { origin, file, stale } = zone
    return { key: origin, title: origin, file, state: stale ? 'stale' : 'served', zone, findings }
  })
  const unserved = files
    .filter(({ state }) => state === 'unserved')
    .map(
      ({ file, state, findings }): ZoneRow => ({ key: file, title: lastPart(file), file, state, findings }),
    )
  return [...unserved, ...served].sort((a, b) => rank(a) - rank(b))
}

function rank({ state, findings }: ZoneRow): number {
  return RANKS[state] * 2 + (findings.length > 0 ? 0 : 1)
}

/** What is wrong underlined, `^~~~`, as far as the line is shown; tabs are kept, so that it stands right below. */
export function caretLine({
  column,
  endColumn = column + 1,
  text,
  textFrom = 1,
}: Finding): string | undefined {
  if (text === undefined) return undefined
  const before = text.slice(0, Math.max(0, column - textFrom))
  const length = Math.min(endColumn, textFrom + text.length) - column
  return `${before.replaceAll(/[^\t]/g, ' ')}^${'~'.repeat(Math.max(0, length - 1))}`
}

/** Changes whenever findings may have changed. */
export function findingsTag({ zones, unserved = [] }: Pick<Status, 'zones' | 'unserved'>): string {
  return JSON.stringify([
    zones.map(({ file, loadedAtMs, problems }) => [file, loadedAtMs, problems]),
    unserved,
  ])
}
