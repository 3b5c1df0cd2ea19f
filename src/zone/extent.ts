// How much of its line a finding is about: the word that begins at its place, the whole record, or the rest of the line.
import type { Code } from './codes.ts'
import { endOfNoteWord } from './note-words.ts'

/** They are about the file; where they stand is only its beginning. */
const OF_THE_FILE: ReadonlySet<string> = new Set<Code>(['empty-file', 'soa-missing', 'and-more'])

const OF_ONE_SIGN: ReadonlySet<string> = new Set<Code>(['unbalanced-paren', 'control-character'])

/** No word of the record is wrong alone. */
const OF_THE_RECORD: ReadonlySet<string> = new Set<Code>([
  'ttl-missing',
  'ttl-from-soa',
  'ttl-from-previous',
  'unwatched-standby',
  'soa-repeated',
  'soa-not-at-apex',
  'soa-timers',
  'soa-mailbox',
  'ns-missing',
  'ns-wildcard',
  'ns-is-cname',
  'ns-without-address',
  'glue-missing',
  'mx-is-cname',
  'mx-without-address',
  'srv-is-cname',
  'srv-without-address',
  'cname-and-other',
  'cname-repeated',
  'dname-and-below',
  'out-of-zone',
  'below-delegation',
  'duplicate-record',
  'ttl-differs',
])

/** The column behind the last unit, from 1; undefined where there is nothing to underline. */
export function endOfFinding(line: string, column: number, code: string): number | undefined {
  const start = column - 1
  if (OF_THE_FILE.has(code) || start >= line.length) return undefined
  const end = OF_ONE_SIGN.has(code) ? column : endAt(line, start, code)
  return Math.max(column, end) + 1
}

function endAt(line: string, start: number, code: string): number {
  const comment = commentIn(line)
  if (start === comment) return line.trimEnd().length
  if (start > comment) return endInNote(line, start)
  // A directive is wrong as a whole, but for its own name.
  const isDirective = start === 0 && line[start] === '$' && code !== 'unknown-directive'
  if (isDirective || OF_THE_RECORD.has(code)) return line.slice(0, comment).trimEnd().length
  return line[start] === '"' ? Math.min(endOfQuote(line, start) + 1, line.length) : endOfPlain(line, start)
}

function endInNote(line: string, start: number): number {
  const { end } = endOfNoteWord(line, start)
  return end < 0 ? line.trimEnd().length : end
}

/** RFC 1035 §5.1: where the `;` stands that begins the comment; the end of the line when none does. */
function commentIn(line: string): number {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ';') return at
    if (line[at] === '"') at = endOfQuote(line, at)
    else if (isEscape(line, at)) at++
  }
  return line.length
}

/** Of the closing quote; where there is none, the end of the line. */
function endOfQuote(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '"') return at
    if (isEscape(line, at)) at++
  }
  return line.length
}

function endOfPlain(line: string, start: number): number {
  let at = start
  while (at < line.length && !ENDS_PLAIN.has(line[at] as string)) at += isEscape(line, at) ? 2 : 1
  return Math.min(at, line.length)
}

const ENDS_PLAIN: ReadonlySet<string> = new Set([' ', '\t', '\r', ';', '"', '(', ')'])

/** What cannot be seen is not escaped, and ends a field as ever. */
function isEscape(line: string, at: number): boolean {
  return line[at] === '\\' && line.charCodeAt(at + 1) >= FIRST_VISIBLE
}

const FIRST_VISIBLE = 0x20
