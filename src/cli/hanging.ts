// Sentences that may be longer than a line: broken between words, the lines below the first one indented, parts in colours.
import { wrap } from './columns.ts'
import type { Cell } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

/** Spaces before the first line, and before the others. */
export interface Indents {
  readonly first: number
  readonly others: number
}

export function printHanging(
  terminal: Terminal,
  { first, others }: Indents,
  ...parts: readonly Cell[]
): void {
  const plain = parts.map((part) => printable(typeof part === 'string' ? part : part.text))
  const text = plain.join('')
  let from = 0
  // What the first line is indented less, it has more room; so it is wrapped as if it began with that much text.
  const lines = wrap('_'.repeat(first) + text, terminal.width - others)
  for (const [at, line] of lines.entries()) {
    const words = at === 0 ? line.slice(first) : line
    const begin = text.indexOf(words, from)
    from = begin + words.length
    terminal.out(' '.repeat(at === 0 ? first : others) + painted(terminal, parts, plain, begin, from))
  }
}

/** The part of the text between two indices, each piece in the colour of its part. */
function painted(
  terminal: Terminal,
  parts: readonly Cell[],
  plain: readonly string[],
  begin: number,
  end: number,
): string {
  let at = 0
  let line = ''
  for (const [index, text] of plain.entries()) {
    const piece = text.slice(Math.max(0, begin - at), Math.max(0, end - at))
    const part = parts[index]
    line +=
      piece === '' || part === undefined || typeof part === 'string'
        ? piece
        : paint(terminal, part.style, piece)
    at += text.length
  }
  return line
}
