// Cuts the text of a master file into entries and fields (RFC 1035 §5.1), in one pass over its characters.
import type { TextField } from '../dns/rdata/text.ts'
import type { Code } from './codes.ts'

export interface Field extends TextField {
  readonly line: number
  readonly column: number
}

/** A comment whose first character other than `;` and blanks is `@`: a note, or what looks like one. */
export interface Comment {
  /** From its `;` to the end of the line. */
  readonly text: string
  readonly line: number
  readonly column: number
}

/** One logical line: parentheses may spread it over several physical ones. */
export interface Entry {
  /** The line began with a blank: the owner is that of the record before. */
  readonly startsBlank: boolean
  readonly fields: readonly Field[]
  readonly comments: readonly Comment[]
  readonly line: number
  readonly column: number
}

export type Report = (line: number, column: number, code: Code, sentence: string) => void

/** More than the most strings that fit into one record of 65 535 octets. */
export const MAX_ENTRY_FIELDS = 70_000

const PLAIN = 0
const BLANK = 1
const NEWLINE = 2
const COMMENT = 3
const QUOTE = 4
const OPEN = 5
const CLOSE = 6
const ESCAPE = 7
const CONTROL = 8
const RETURN = 9

const KINDS = new Uint8Array(128)
KINDS.fill(CONTROL, 0, 32)
KINDS[127] = CONTROL
KINDS[0x20] = BLANK
KINDS[9] = BLANK
KINDS[10] = NEWLINE
KINDS[13] = RETURN
KINDS[0x3b] = COMMENT
KINDS[0x22] = QUOTE
KINDS[0x28] = OPEN
KINDS[0x29] = CLOSE
KINDS[0x5c] = ESCAPE

const AT_SIGN = 0x40
const EQUALS = 0x3d
const BYTE_ORDER_MARK = 0xfeff
const NO_COMMENTS: readonly Comment[] = []

export class Scanner {
  readonly #text: string
  readonly #report: Report
  #at: number
  #line = 1
  #lineStart = 0
  #fields: Field[] = []
  #comments: Comment[] = []
  /** Where the outermost parenthesis that is still open stands, and how many are. */
  #openLine = 0
  #openColumn = 0
  #depth = 0
  #broken = false

  constructor(text: string, report: Report) {
    this.#text = text
    this.#report = report
    this.#at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0
    this.#lineStart = this.#at
  }

  /** The next entry that is not empty; undefined at the end. Entries that cannot be cut are reported and left out. */
  /** Where in the text the next entry begins. */
  get at(): number {
    return this.#at
  }

  next(): Entry | undefined {
    while (this.#at < this.#text.length) {
      const first = this.#text.charCodeAt(this.#at)
      const line = this.#line
      this.#readEntry()
      if (this.#broken || (this.#fields.length === 0 && this.#comments.length === 0)) continue
      const comments = this.#comments.length === 0 ? NO_COMMENTS : this.#comments
      const fields = this.#fields
      const column = (fields[0] ?? comments[0])?.column ?? 1
      return { startsBlank: first < 128 && KINDS[first] === BLANK, fields, comments, line, column }
    }
    return undefined
  }

  #readEntry(): void {
    this.#begin()
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at)
      const kind = code < 128 ? KINDS[code] : PLAIN
      if (kind === BLANK) this.#at++
      else if (kind === NEWLINE) {
        this.#endLine()
        if (this.#depth === 0) return
      } else if (kind === COMMENT) this.#readComment()
      else if (kind === QUOTE) this.#readQuoted()
      else if (kind === OPEN) this.#open()
      else if (kind === CLOSE) this.#close()
      else if (kind === RETURN) this.#readReturn()
      else this.#readPlain()
    }
    if (this.#depth > 0)
      this.#fail(
        this.#openLine,
        this.#openColumn,
        'unbalanced-paren',
        'this "(" is never closed; add the ")"',
      )
  }

  #begin(): void {
    if (this.#fields.length > 0) this.#fields = []
    if (this.#comments.length > 0) this.#comments = []
    this.#depth = 0
    this.#broken = false
  }

  #endLine(): void {
    this.#at++
    this.#line++
    this.#lineStart = this.#at
  }

  /** Half of a line's end; alone it ends a line for some readers and is nothing to others. */
  #readReturn(): void {
    if (this.#text.charCodeAt(this.#at + 1) !== 10) this.#refuseControl(this.#at, 13)
    this.#at++
  }

  /** A field without quotes: it ends where a quote begins, as with BIND. */
  #readPlain(): void {
    const text = this.#text
    const start = this.#at
    let at = start
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const kind = code < 128 ? (KINDS[code] as number) : PLAIN
      if (kind === PLAIN) continue
      if (kind === ESCAPE) {
        if (text.charCodeAt(at + 1) >= 32) at++
      } else if (kind === CONTROL) this.#refuseControl(at, code)
      else break
    }
    this.#at = Math.min(at, text.length)
    this.#push(start, text.slice(start, this.#at), false, false)
  }

  #readQuoted(): void {
    const start = this.#at
    const end = this.#endOfQuote(start)
    this.#at = end + 1
    const raw = this.#text.slice(start + 1, end)
    // RFC 9460 §2.1: the value of a parameter stands between quotes directly behind its equals sign.
    const isValue = this.#text.charCodeAt(start - 1) === EQUALS
    this.#push(start, raw, true, isValue)
  }

  /** The index of the closing quote; of the last character of the line when there is none. */
  #endOfQuote(start: number): number {
    const text = this.#text
    let at = start + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) return at
      if (code === 10) break
      if (code === 0x5c && text.charCodeAt(at + 1) >= 32) at++
      else if (code < 32 && code !== 9) this.#refuseControl(at, code)
    }
    const column = start - this.#lineStart + 1
    this.#fail(
      this.#line,
      column,
      'unterminated-quote',
      'this quote does not end on its line; add the closing "',
    )
    return Math.min(at, text.length) - 1
  }

  #push(start: number, raw: string, quoted: boolean, isValue: boolean): void {
    const line = this.#line
    const column = start - this.#lineStart + 1
    if (this.#fields.length < MAX_ENTRY_FIELDS)
      this.#fields.push(isValue ? { raw, quoted, line, column, isValue } : { raw, quoted, line, column })
    else if (!this.#broken)
      this.#fail(line, column, 'entry-too-long', `an entry has at most ${MAX_ENTRY_FIELDS} fields; split it`)
  }

  /** Only notes and their lookalikes are kept: of other comments nothing but the end matters. */
  #readComment(): void {
    const text = this.#text
    const start = this.#at
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    let at = start
    while (at < end && isBlankOrSemicolon(text.charCodeAt(at))) at++
    if (at < end && text.charCodeAt(at) === AT_SIGN) {
      const column = start - this.#lineStart + 1
      this.#comments.push({ text: text.slice(start, end), line: this.#line, column })
    }
    this.#at = end
  }

  #open(): void {
    if (this.#depth++ === 0) {
      this.#openLine = this.#line
      this.#openColumn = this.#at - this.#lineStart + 1
    }
    this.#at++
  }

  #close(): void {
    const column = this.#at - this.#lineStart + 1
    if (this.#depth === 0)
      this.#fail(this.#line, column, 'unbalanced-paren', 'this ")" closes nothing; remove it or write \\)')
    else this.#depth--
    this.#at++
  }

  #refuseControl(at: number, code: number): void {
    if (this.#broken) return
    const digits = String(code).padStart(3, '0')
    const sentence = `an invisible character (octet ${code}) stands here; remove it or write \\${digits}`
    this.#fail(this.#line, at - this.#lineStart + 1, 'control-character', sentence)
  }

  #fail(line: number, column: number, code: Code, sentence: string): void {
    this.#broken = true
    this.#report(line, column, code, sentence)
  }
}

function isBlankOrSemicolon(code: number): boolean {
  return code === 0x3b || code === 0x20 || code === 0x09
}
