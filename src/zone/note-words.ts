// Cuts a note into words: `;@ check web https host="a b" every=2s ; why` is check, web, https, host=…, every=….
import type { Comment } from './scan.ts'
import type { Place } from './zone.ts'

export interface NoteWord {
  /** What stands before the first `=`; the whole word when there is none, or when it is quoted. */
  readonly key: string
  /** Undefined when there is no `=`. */
  readonly value: string | undefined
  readonly place: Place
}

export type NoteWords =
  | { readonly words: readonly NoteWord[] }
  | { readonly unterminated: Place; readonly words: readonly NoteWord[] }

const MAX_WORDS = 500

/** Whether the comment is a note; if not, the scanner kept it for looking like one. */
export function isNote(comment: Comment): boolean {
  return comment.text.startsWith(';@')
}

/** Up to the end of the line, or to a word that begins with `;`. Only `\"` is an escape, and only between quotes. */
export function noteWordsOf(comment: Comment, file: string): NoteWords {
  const { text } = comment
  const words: NoteWord[] = []
  let at = comment.text.indexOf('@') + 1
  while (words.length < MAX_WORDS) {
    while (isBlank(text, at)) at++
    if (at >= text.length || text[at] === ';') break
    const place = { file, line: comment.line, column: comment.column + at }
    const start = at
    const { end, quoted } = endOfNoteWord(text, start)
    if (end < 0) return { words, unterminated: { ...place, column: comment.column + quoted } }
    at = end
    words.push(wordOf(text.slice(start, at), quoted - start, place))
  }
  return { words }
}

/** `quoted`: where its quote begins, or -1; `end` is -1 where that quote does not end. */
export function endOfNoteWord(
  text: string,
  start: number,
): { readonly end: number; readonly quoted: number } {
  let at = start
  let quoted = -1
  while (at < text.length && !isBlank(text, at)) {
    if (text[at] === '"' && (at === start || text[at - 1] === '=') && quoted < 0) {
      quoted = at
      at = endOfQuote(text, at)
      if (at < 0) return { end: -1, quoted }
    }
    at++
  }
  return { end: at, quoted }
}

function wordOf(text: string, quote: number, place: Place): NoteWord {
  if (quote === 0 && text.length > 1 && text.endsWith('"'))
    return { key: unescaped(text), value: undefined, place }
  const equals = text.indexOf('=')
  if (equals < 0) return { key: text, value: undefined, place }
  const rest = text.slice(equals + 1)
  const isQuoted = quote === equals + 1 && rest.length > 1 && rest.endsWith('"')
  const value = isQuoted ? unescaped(rest) : rest
  return { key: text.slice(0, equals), value, place }
}

/** What stands between the quotes. */
function unescaped(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\"/g, '"')
}

function endOfQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at
    if (text[at] === '\\') at++
  }
  return -1
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 0x20 || code === 0x09 || code === 0x0d
}
