// $GENERATE RANGE OWNER [TTL] [CLASS] TYPE DATA, as BIND reads it: `$` and `${offset,width,base}` stand for the number.
import { typeFromText } from '../dns/type.ts'
import type { Draft, FileScope, Insertion } from './draft.ts'
import { quote } from './nearest.ts'
import type { Entry, Field } from './scan.ts'
import type { Place } from './zone.ts'

/** By all the lines of a zone together. */
export const MAX_GENERATE = 1_000_000

interface Range {
  readonly start: number
  readonly stop: number
  readonly step: number
}

export function generateRecords(
  draft: Draft,
  _scope: FileScope,
  entry: Entry,
  place: Place,
): Insertion | undefined {
  const range = readRange(entry.fields[1]?.raw ?? '')
  const template = templateOf(entry.fields.slice(2))
  const pieces = template === undefined ? DATA_IS_ONE_FIELD : readTemplate(template)
  if (range === undefined || typeof pieces === 'string') {
    const sentence =
      typeof pieces === 'string'
        ? pieces
        : 'a range is START-STOP or START-STOP/STEP with START no greater than STOP; write 1-9'
    draft.problems.error(place, 'generate-syntax', sentence)
    return undefined
  }
  draft.generated += Math.floor((range.stop - range.start) / range.step) + 1
  if (draft.generated <= MAX_GENERATE) return { kind: 'lines', text: linesOf(range, pieces), place }
  const sentence = `the $GENERATE lines make more than ${MAX_GENERATE} records; narrow the range`
  draft.problems.error(place, 'generate-limit', sentence)
  return undefined
}

function linesOf({ start, stop, step }: Range, pieces: readonly Piece[]): string {
  let lines = ''
  for (let n = start; n <= stop; n += step) {
    for (const piece of pieces) lines += piece(n)
    lines += '\n'
  }
  return lines
}

function readRange(text: string): Range | undefined {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text)
  if (match === null) return undefined
  const [start, stop, step] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)]
  return start <= stop && step > 0 && stop <= MAX_NUMBER ? { start, stop, step } : undefined
}

const MAX_NUMBER = 0x7fff_ffff

const DATA_IS_ONE_FIELD =
  'behind the type stands one field, the data; put quotes around data with blanks, such as MX "10 mail$"'

/** OWNER [TTL] [CLASS] TYPE DATA; undefined when there is more or less. */
function templateOf(fields: readonly Field[]): string | undefined {
  const typeAt = fields.length - 2
  const [type, data] = [fields[typeAt]?.raw, fields[typeAt + 1]]
  if (type === undefined || data === undefined || typeAt < 1) return undefined
  if (typeFromText(type) === undefined) return undefined
  const head = fields.slice(0, typeAt + 1).map(({ raw }) => raw)
  return [...head, data.quoted ? unquoted(data.raw) : data.raw].join(' ')
}

/** As with BIND: what stands between the quotes is the data, and `\\"` is a quote in it. */
function unquoted(raw: string): string {
  return raw.replace(/\\(.)/gs, (whole, c) => (c === '"' ? '"' : whole))
}

type Piece = (n: number) => string

/** Literal text and numbers in turn; a sentence when a modifier is wrong. `$$` is a dollar sign, and so is `\$`. */
function readTemplate(text: string): readonly Piece[] | string {
  const pieces: Piece[] = []
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string
    if (c === '\\') literal += c + (text[++at] ?? '')
    else if (c !== '$') literal += c
    else if (text[at + 1] === '$') {
      literal += '$'
      at++
    } else {
      const close = text[at + 1] === '{' ? text.indexOf('}', at) : at
      const piece = close === at ? String : close < 0 ? undefined : readModifier(text.slice(at + 2, close))
      if (piece === undefined)
        return `${quote(text.slice(at))}: a modifier is \${OFFSET,WIDTH,BASE} with base d, o, x, X, n or N; write \${0,3,d}`
      const before = literal
      pieces.push(() => before, piece)
      literal = ''
      at = close
    }
  }
  const rest = literal
  return [...pieces, () => rest]
}

function readModifier(text: string): Piece | undefined {
  const match = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(text)
  if (match === null) return undefined
  const offset = Number(match[1])
  const width = Number(match[2] ?? 0)
  const base = match[3] ?? 'd'
  return (n) => format(n + offset, width, base)
}

function format(n: number, width: number, base: string): string {
  if (base === 'd') return n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0')
  if (base === 'o') return n.toString(8).padStart(width, '0')
  const hex = n.toString(16)
  if (base === 'x') return hex.padStart(width, '0')
  if (base === 'X') return hex.toUpperCase().padStart(width, '0')
  return nibbles(base === 'N' ? hex.toUpperCase() : hex, width)
}

/** As BIND counts: the width includes the dots, so that an even one ends in a dot, ready for the next label. */
function nibbles(hex: string, width: number): string {
  const padded = hex.padStart(Math.ceil(width / 2), '0')
  const text = [...padded].reverse().join('.')
  return text.length < width ? `${text}.` : text
}
