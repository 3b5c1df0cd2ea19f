// A table that fits the terminal: columns give way where that costs the fewest lines, and what does not fit continues below.
import { columnsOf, JOINED, wrap } from './columns.ts'
import { paint, printable, type Style, type Terminal } from './terminal.ts'

export type Cell = string | { readonly text: string; readonly style: Style }

/** Numbers stand at the right. */
export type Head = string | { readonly text: string; readonly align: 'right' }

/** Lines of text; a row may have several. */
export interface TableLines {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const GAP = '  '
const MIN_COLUMN = 6
/** Rows by which it is judged which column gives way; the worst come first. */
const MAX_JUDGED_ROWS = 200

/** A text that stays on one line as long as it can. */
export function joined(text: string): string {
  return text.replaceAll(' ', JOINED)
}

export function number(text: string): Head {
  return { text, align: 'right' }
}

export function printTable(
  terminal: Terminal,
  heads: readonly Head[],
  rows: readonly (readonly Cell[])[],
): void {
  const { head, rows: printed } = layTable(terminal, heads, rows)
  for (const line of [head, ...printed].flat()) terminal.out(line)
}

/** Columns are as wide as all rows need, whichever of them are shown then. */
export function layTable(
  terminal: Pick<Terminal, 'width' | 'colors'>,
  heads: readonly Head[],
  rows: readonly (readonly Cell[])[],
): TableLines {
  const bold: Cell[] = heads.map((head) => ({
    text: typeof head === 'string' ? head : head.text,
    style: 'bold',
  }))
  const widths = fit([bold, ...rows], terminal.width - GAP.length * (heads.length - 1))
  const columns = heads.map((head, at) => ({ width: widths[at] ?? 0, isNumber: typeof head !== 'string' }))
  return {
    head: rowLines(terminal, bold, columns),
    rows: rows.map((row) => rowLines(terminal, row, columns)),
  }
}

interface Extent {
  readonly columns: number
  /** Of its longest word: in a narrower column it is cut. */
  readonly word: number
  /** Of its longest part that has no separator of names and addresses: cut, it is hard to read. */
  readonly part: number
}

/** In lines. */
const CUT_WORD_COST = 1
const CUT_PART_COST = 3

function extentOf(cell: Cell): Extent {
  const text = textOf(cell)
  const columns = columnsOf(text)
  return {
    columns,
    word: Math.max(...text.split(' ').map(columnsOf)),
    part: Math.max(...text.split(/[\s./:@,-]/u).map(columnsOf)),
  }
}

/** Widths of the columns: as their longest cells need, or less where `room` is less. */
function fit(table: readonly (readonly Cell[])[], room: number): number[] {
  const natural: number[] = []
  for (const row of table)
    for (const [at, cell] of row.entries()) natural[at] = Math.max(natural[at] ?? 0, columnsOf(textOf(cell)))
  const excess = natural.reduce((sum, width) => sum + width, 0) - room
  return excess > 0 ? narrow(natural, excess, table.slice(0, MAX_JUDGED_ROWS)) : natural
}

/** Takes a column's width away, one by one, where it costs the fewest lines and cut words. */
function narrow(natural: readonly number[], excess: number, table: readonly (readonly Cell[])[]): number[] {
  const rows = table.map((row) => row.map(extentOf))
  const widths = [...natural]
  for (let left = excess; left > 0; left--) {
    let best: { readonly at: number; readonly cost: number } | undefined
    for (const [at, width] of widths.entries()) {
      if (width <= MIN_COLUMN) continue
      const cost = costOf(rows, widths.with(at, width - 1))
      const isBetter = best === undefined || cost < best.cost
      if (isBetter || (cost === best?.cost && width > (widths[best.at] ?? 0))) best = { at, cost }
    }
    if (best === undefined) break
    widths[best.at] = (widths[best.at] ?? 0) - 1
  }
  return widths
}

function costOf(rows: readonly (readonly Extent[])[], widths: readonly number[]): number {
  let cost = 0
  for (const row of rows) {
    let height = 1
    for (const [at, { columns, word, part }] of row.entries()) {
      const width = widths[at] ?? MIN_COLUMN
      height = Math.max(height, Math.ceil(columns / width))
      if (word > width) cost += CUT_WORD_COST
      if (part > width) cost += CUT_PART_COST
    }
    cost += height
  }
  return cost
}

interface Column {
  readonly width: number
  readonly isNumber: boolean
}

function rowLines(
  terminal: Pick<Terminal, 'colors'>,
  row: readonly Cell[],
  columns: readonly Column[],
): string[] {
  const wrapped = row.map((cell, at) => wrap(textOf(cell), columns[at]?.width ?? 0))
  const height = Math.max(...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) => {
    const cells = row.map((cell, at) => {
      const text = (wrapped[at]?.[line] ?? '').replaceAll(JOINED, ' ')
      const blank = ' '.repeat(Math.max(0, (columns[at]?.width ?? 0) - columnsOf(text)))
      const shown = typeof cell === 'string' || text === '' ? text : paint(terminal, cell.style, text)
      return columns[at]?.isNumber === true ? blank + shown : shown + blank
    })
    return cells.join(GAP).trimEnd()
  })
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text)
}
