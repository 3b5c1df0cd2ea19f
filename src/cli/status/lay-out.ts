// A status as lines: all of it for a page that scrolls, or as much as a screen holds, the worst first.
import type { Status } from '../../control/operator.ts'
import { wrap } from '../columns.ts'
import { layTable, type TableLines } from '../table.ts'
import { paint, printable, type Style, type Terminal } from '../terminal.ts'
import { headline } from './headline.ts'
import { type Section, type SectionKind, sectionsOf } from './sections.ts'

export interface View {
  /** Everything there is. */
  readonly all: Status
  /** The part of it that is shown. */
  readonly shown: Status
  /** Undefined: all of them. */
  readonly kinds: ReadonlySet<SectionKind> | undefined
  /** Only what is not well is in `shown`. */
  readonly onlyTrouble: boolean
}

type Look = Pick<Terminal, 'width' | 'colors'>

export function allLines(look: Look, view: View): string[] {
  const tables = tablesOf(look, view)
  return [...headLines(look, view), ...tables.flatMap((table) => tableLines(table, table.lines.rows.length))]
}

/** `above`: lines that stand over everything, whose room is taken. */
export function fittingLines(look: Look, rows: number, view: View, above: readonly string[]): string[] {
  const head = [...above, ...headLines(look, view)]
  const tables = tablesOf(look, view)
  const shown = rowsThatFit(tables, rows - head.length)
  const lines = [...head, ...tables.flatMap((table, at) => tableLines(table, shown[at] ?? 0))]
  return lines.slice(0, rows)
}

function headLines(look: Look, { all }: View): string[] {
  return headline(all).flatMap((cell) =>
    typeof cell === 'string' ? paragraph(look, cell) : paragraph(look, cell.text, cell.style),
  )
}

/** A text that may be longer than a line; what is indented stays so. */
export function paragraph(look: Look, text: string, style?: Style): string[] {
  const indent = text.slice(0, text.length - text.trimStart().length)
  const wrapped = wrap(printable(text.trimStart()), look.width - indent.length)
  const lines = wrapped.map((line) => indent + line)
  return style === undefined ? lines : lines.map((line) => paint(look, style, line))
}

interface Table {
  readonly section: Section
  readonly title: string
  readonly lines: TableLines
  readonly notes: readonly string[]
  readonly troubledRows: number
}

function tablesOf(look: Look, { shown, kinds, onlyTrouble }: View): Table[] {
  return sectionsOf(shown)
    .filter(({ kind }) => kinds === undefined || kinds.has(kind))
    .filter(({ rows, notes, isAlways }) => rows.length + notes.length > 0 || (isAlways && !onlyTrouble))
    .map((section) => {
      const { kind, heads, rows, notes } = section
      const name = kind.charAt(0).toUpperCase() + kind.slice(1)
      return {
        section,
        title:
          rows.length === 0
            ? notes.length > 0
              ? name
              : `${name}: none`
            : paint(look, 'bold', `${name} (${rows.length})`),
        lines: layTable(
          look,
          heads,
          rows.map(({ cells }) => cells),
        ),
        notes: notes.flatMap(({ text, style }) => paragraph(look, text, style)),
        troubledRows: rows.filter(({ trouble }) => trouble !== 'none').length,
      }
    })
}

/** A blank line, the title, and of the table the first `rows` rows. */
function tableLines({ title, lines, notes, section, troubledRows }: Table, rows: number): string[] {
  const left = section.rows.length - rows
  const unwell = Math.max(0, troubledRows - rows)
  const wellness = unwell === 0 ? 'all well' : `${unwell} of them not well`
  const more = left === 0 ? [] : [`… ${left} more ${nounOf(section.kind, left)}, ${wellness}`]
  if (section.rows.length === 0) return ['', title, ...notes]
  if (rows === 0) return ['', title, ...more]
  return ['', title, ...lines.head, ...lines.rows.slice(0, rows).flat(), ...notes, ...more]
}

function nounOf(kind: SectionKind, amount: number): string {
  if (kind === 'maintenance') return amount === 1 ? 'window' : 'windows'
  return amount === 1 ? kind.slice(0, -1) : kind
}

/** A blank line, the title, and the line that says how many more there are. */
function closedLines({ section, notes }: Table): number {
  return section.rows.length === 0 ? 2 + notes.length : 3
}

/**
 * How many rows of each table fit: every table keeps its title, then come the rows that are not well, then the others;
 * pools before all else, for they are what clients get.
 */
function rowsThatFit(tables: readonly Table[], room: number): number[] {
  const shown = tables.map(() => 0)
  let left = room - tables.reduce((sum, table) => sum + closedLines(table), 0)
  const order = [...tables.keys()].sort((a, b) => importance(tables[a]) - importance(tables[b]))
  const show = (at: number, limit: number): void => {
    const table = tables[at]
    for (let row = shown[at] ?? 0; table !== undefined && row < limit; row++) {
      const cost = costOf(table, row)
      if (cost > left) return
      left -= cost
      shown[at] = row + 1
    }
  }
  for (const at of order) show(at, tables[at]?.troubledRows ?? 0)
  for (const at of order) show(at, tables[at]?.section.rows.length ?? 0)
  return shown
}

/** With the first row comes the head, and with the last one goes the line that says how many more there are. */
function costOf({ lines, notes }: Table, row: number): number {
  const opened = row === 0 ? lines.head.length + notes.length : 0
  const finished = row === lines.rows.length - 1 ? 1 : 0
  return (lines.rows[row]?.length ?? 0) + opened - finished
}

const IMPORTANCE: readonly SectionKind[] = [
  'pools',
  'targets',
  'overrides',
  'zones',
  'receivers',
  'maintenance',
]

function importance(table: Table | undefined): number {
  return table === undefined ? IMPORTANCE.length : IMPORTANCE.indexOf(table.section.kind)
}
