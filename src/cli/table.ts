// A table that fits the terminal: the widest columns give way, and what does not fit continues below.
import { paint, printable, type Style, type Terminal } from './terminal.ts'

export type Cell = string | { readonly text: string; readonly style: Style }

const GAP = '  '
const MIN_COLUMN = 6

export function printTable(
  terminal: Terminal,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const bold: Cell[] = heads.map((text) => ({ text, style: 'bold' }))
  const table = [bold, ...rows]
  const widths = fit(widthsOf(table), terminal.width - GAP.length * (heads.length - 1))
  for (const row of table) printRow(terminal, row, widths)
}

interface Width {
  /** What the longest cell takes. */
  readonly natural: number
  /** What its longest word takes: narrower than this, words are cut. */
  readonly word: number
}

function widthsOf(table: readonly (readonly Cell[])[]): Width[] {
  const widths: Width[] = []
  for (const row of table)
    for (const [at, cell] of row.entries()) {
      const text = textOf(cell)
      const { natural, word } = widths[at] ?? { natural: 0, word: 0 }
      const longest = text.split(' ').reduce((most, one) => Math.max(most, one.length), word)
      widths[at] = { natural: Math.max(natural, text.length), word: longest }
    }
  return widths
}

function fit(widths: readonly Width[], room: number): number[] {
  const fitted = widths.map(({ natural }) => natural)
  let excess = fitted.reduce((sum, width) => sum + width, 0) - room
  for (const least of [({ word }: Width) => word, () => MIN_COLUMN])
    for (; excess > 0; excess--) {
      const at = widestAbove(fitted, widths.map(least))
      if (at < 0) break
      fitted[at] = (fitted[at] ?? 0) - 1
    }
  return fitted
}

/** -1 when every column is as narrow as it may be. */
function widestAbove(widths: readonly number[], least: readonly number[]): number {
  let widest = -1
  for (const [at, width] of widths.entries())
    if (width > (least[at] ?? 0) && width > (widths[widest] ?? 0)) widest = at
  return widest
}

function printRow(terminal: Terminal, row: readonly Cell[], widths: readonly number[]): void {
  const columns = row.map((cell, at) => wrap(textOf(cell), widths[at] ?? 0))
  const height = Math.max(...columns.map((lines) => lines.length))
  for (let line = 0; line < height; line++) {
    const cells = row.map((cell, at) => {
      const text = (columns[at]?.[line] ?? '').padEnd(widths[at] ?? 0)
      return typeof cell === 'string' ? text : paint(terminal, cell.style, text)
    })
    terminal.out(cells.join(GAP).trimEnd())
  }
}

/** Breaks between words; a word that is too long itself is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > 0 ? space : width
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text)
}
