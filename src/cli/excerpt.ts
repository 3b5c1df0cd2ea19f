// The line of a zone file in which something was found, and what of it is wrong underlined, as compilers draw it.
import type { Finding } from '../control/operator.ts'
import { columnsOf, prefixWithin } from './columns.ts'
import { paint, printable, type Style, type Terminal } from './terminal.ts'

type Place = Pick<Finding, 'line' | 'column' | 'endColumn' | 'text' | 'textFrom' | 'severity'>

/** The number of the line stands in so many columns at least, so that most excerpts are in line with each other. */
const NUMBER_COLUMNS = 5
/** Of a line that is cut, so much of the room stands before the column. */
const SHARE_BEFORE = 0.6
const CUT = '…'

export const SEVERITY_STYLES: Readonly<Record<Finding['severity'], Style>> = {
  error: 'red',
  warning: 'yellow',
}

/** Off a terminal nothing: there `file:line:column: code: sentence` is all that a program needs. */
export function printExcerpt(terminal: Terminal, place: Place, indent = ''): void {
  const isTerminal = Number.isFinite(terminal.width)
  if (!isTerminal || place.text === undefined) return
  const number = String(place.line).padStart(NUMBER_COLUMNS)
  const gutters = [`${number} | `, `${' '.repeat(number.length)} | `]
  // The caret may stand behind the last letter.
  const room = terminal.width - indent.length - number.length - ' | '.length - '^'.length
  const at = place.column - (place.textFrom ?? 1)
  const length = (place.endColumn ?? place.column + 1) - place.column
  const [text, caret] = aroundColumn(printable(place.text), at, room, length)
  const [first, second] = gutters.map((gutter) => indent + paint(terminal, 'dim', gutter))
  terminal.out(`${first}${text}`)
  terminal.out(`${second}${paint(terminal, SEVERITY_STYLES[place.severity], caret)}`)
}

/** As much of the text as there is room for, and the line with the caret under the index `at` and as many units as are wrong. */
export function aroundColumn(text: string, at: number, room: number, length = 1): readonly [string, string] {
  const before = text.slice(0, at)
  const after = text.slice(at)
  if (columnsOf(text) <= room) return [text, underline(before, after.slice(0, length))]
  // Where little is behind the column, what stands before it has more room.
  const most = Math.max(Math.floor(room * SHARE_BEFORE), room - columnsOf(after))
  const shown = columnsOf(before) <= most ? before : CUT + endWithin(before, most - 1)
  const left = room - columnsOf(shown)
  const isWhole = columnsOf(after) <= left
  const kept = isWhole ? after : after.slice(0, prefixWithin(after, left - 1))
  return [`${shown}${kept}${isWhole ? '' : CUT}`, underline(shown, kept.slice(0, length))]
}

/** `^~~~` */
function underline(before: string, wrong: string): string {
  return `${' '.repeat(columnsOf(before))}^${'~'.repeat(Math.max(0, columnsOf(wrong) - 1))}`
}

/** As much of the end as fits. */
function endWithin(text: string, columns: number): string {
  const tooMuch = columnsOf(text) - columns
  const cut = prefixWithin(text, tooMuch)
  // A wide letter may straddle the cut: then it goes as well.
  return columnsOf(text.slice(cut)) <= columns ? text.slice(cut) : text.slice(prefixWithin(text, tooMuch + 1))
}
