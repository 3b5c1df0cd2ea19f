// Findings about zone files with the text of their lines, as the load knows it and nobody after it.
import { endOfFinding } from '../../zone/extent.ts'
import { formatProblem } from '../../zone/print.ts'
import type { Problem } from '../../zone/zone.ts'
import type { Finding, ReloadedZone } from '../operator.ts'
import type { FileReport } from './load-job.ts'
import { type Source, shownPath } from './zone-files.ts'

/** Of a line, shown around the column. */
export const MAX_TEXT = 240
/** A column up to here is seen from the beginning of its line. */
const MAX_FROM_START = 200
const BEFORE_COLUMN = 120
/** Of a line that is longer the end is not looked at. */
const MAX_LINE_OCTETS = 1 << 20

export function findingsOf(problems: readonly Problem[], sources: readonly Source[]): Finding[] {
  const textOf = lineReader(problems, sources)
  return problems.map(({ place, severity, code, sentence }) => {
    const { file, line, column } = place
    const whole = textOf(file, line)
    const endColumn = whole === undefined ? undefined : endOfFinding(whole, column, code)
    const end = endColumn === undefined ? {} : { endColumn }
    return { file, line, column, ...end, severity, code, sentence, ...shown(whole, column) }
  })
}

/** As everything that is no page shows it. */
export function problemLines(findings: readonly Finding[]): string[] {
  return findings.map(problemLine)
}

export function problemLine({ file, line, column, ...rest }: Finding): string {
  return formatProblem({ place: { file, line, column }, ...rest })
}

export function reloadedZone(report: FileReport): ReloadedZone {
  return { ...report, problems: problemLines(report.findings) }
}

type LineOf = (file: string, line: number) => string | undefined

/** Each file is looked through once, as far as its last finding. */
function lineReader(problems: readonly Problem[], sources: readonly Source[]): LineOf {
  const wanted = Map.groupBy(problems, ({ place }) => place.file)
  const lines = new Map<string, ReadonlyMap<number, string>>()
  for (const { path, octets } of sources) {
    const file = shownPath(path)
    const found = wanted.get(file)
    if (found !== undefined && !lines.has(file))
      lines.set(file, linesOf(octets, new Set(found.map(({ place }) => place.line))))
  }
  return (file, line) => lines.get(file)?.get(line)
}

const NEWLINE = 0x0a

function linesOf(octets: Uint8Array, wanted: ReadonlySet<number>): Map<number, string> {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  const last = Math.max(...wanted)
  const lines = new Map<number, string>()
  for (let line = 1, start = 0; line <= last && start < buffer.length; line++) {
    const newline = buffer.indexOf(NEWLINE, start)
    const end = newline < 0 ? buffer.length : newline
    if (wanted.has(line)) {
      const text = buffer.toString('utf8', start, Math.min(end, start + MAX_LINE_OCTETS))
      // Columns are counted behind a byte order mark.
      lines.set(line, (line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, ''))
    }
    start = end + 1
  }
  return lines
}

function shown(line: string | undefined, column: number): Pick<Finding, 'text' | 'textFrom'> {
  if (line === undefined) return {}
  const from = column <= MAX_FROM_START ? 1 : column - BEFORE_COLUMN
  const text = printable(line.slice(from - 1, from - 1 + MAX_TEXT))
  if (text === '') return {}
  return { text, ...(from === 1 ? {} : { textFrom: from }) }
}

/** In as many units as before, so that columns stay: neither control sequences nor what turns the direction of text. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (unit) => '?'.repeat(unit.length))
}
