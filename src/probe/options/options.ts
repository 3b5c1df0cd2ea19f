// Reads a probe's untrusted options by its table: every problem at once, unknown names refused.
import { durationFromText, durationToText } from '../../zone/duration.ts'
import type { OptionProblem } from '../probe.ts'

/** How one option is read. Without a fallback it is required. */
export interface Option<Value> {
  readonly read: (text: string) => Read<Value>
  readonly fallback?: Value
  /** May be given more than once; the values come as the lines of one text. */
  readonly repeatable?: true
}

/** The value, or the rest of a sentence that begins with the option's name: `must be …`. */
export type Read<Value> = { readonly value: Value } | { readonly refusal: string }

export type OptionTable = Readonly<Record<string, Option<unknown>>>

export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never
}

export type OptionResult<Table extends OptionTable> =
  | { readonly ok: true; readonly values: Values<Table> }
  | { readonly ok: false; readonly problems: readonly OptionProblem[] }

export function readOptions<Table extends OptionTable>(
  table: Table,
  options: Readonly<Record<string, string>>,
): OptionResult<Table> {
  const problems = unknownNames(table, options)
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(table)) {
    const text = Object.hasOwn(options, name) ? options[name] : undefined
    if (text !== undefined) {
      const read = text.includes('\n') && !option.repeatable ? TWICE : option.read(text)
      if ('refusal' in read) problems.push({ option: name, sentence: `${name}= ${read.refusal}` })
      else values[name] = read.value
    } else if (Object.hasOwn(option, 'fallback')) values[name] = option.fallback
    else problems.push({ option: name, sentence: `${name}= is required` })
  }
  // The loop above has put a value of the option's own type under each name of the table.
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: values as Values<Table> }
}

const TWICE = { refusal: 'can be given only once' }

function unknownNames(table: OptionTable, options: Readonly<Record<string, string>>): OptionProblem[] {
  const names = Object.keys(table)
  const known = names.length === 0 ? 'this check has none of its own' : `known are ${names.join(', ')}`
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(table, name))
    .map((name) => ({
      option: name,
      sentence: `there is no option ${name}=; ${known}`,
    }))
}

export function integer(min: number, max: number, fallback?: number): Option<number> {
  const read = (text: string): Read<number> => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max
      ? { value }
      : { refusal: `must be a whole number from ${min} to ${max}` }
  }
  return fallback === undefined ? { read } : { read, fallback }
}

export function port(fallback?: number): Option<number> {
  return integer(1, 65535, fallback)
}

/** Milliseconds. */
export function duration(leastMs: number, mostMs: number, fallback?: number): Option<number> {
  const read = (text: string): Read<number> => {
    const value = durationFromText(text) ?? Number.NaN
    return value >= leastMs && value <= mostMs
      ? { value }
      : {
          refusal: `must be a time from ${durationToText(leastMs)} to ${durationToText(mostMs)}, such as 10s`,
        }
  }
  return fallback === undefined ? { read } : { read, fallback }
}

export interface Range {
  /** As the operator wrote it. */
  readonly text: string
  readonly low: number
  readonly high: number
}

/** One number, or two with all between them: `2`, `1-3`; everything that is allowed when nothing is said. */
export function range(lowest: number, highest: number): Option<Range> {
  return {
    fallback: { text: `${lowest}-${highest}`, low: lowest, high: highest },
    read: (text) => {
      const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text)
      const low = Number(match?.[1])
      const high = Number(match?.[2] ?? match?.[1])
      return lowest <= low && low <= high && high <= highest
        ? { value: { text, low, high } }
        : { refusal: `must be a number from ${lowest} to ${highest}, or a range: ${lowest}-${highest}` }
    },
  }
}

export function oneOf<const Word extends string>(
  words: readonly Word[],
  fallback?: NoInfer<Word>,
): Option<Word> {
  const read = (text: string): Read<Word> => {
    const value = words.find((word) => word === text)
    return value === undefined ? { refusal: `must be one of ${words.join(', ')}` } : { value }
  }
  return fallback === undefined ? { read } : { read, fallback }
}

/** A word that stands for a value: `named({ udp: 'UDP' })`. */
export function named<const Value>(
  values: Readonly<Record<string, Value>>,
  fallback?: NoInfer<Value>,
): Option<Value> {
  const read = (text: string): Read<Value> => {
    const value = Object.hasOwn(values, text) ? values[text] : undefined
    return value === undefined ? { refusal: `must be one of ${Object.keys(values).join(', ')}` } : { value }
  }
  return fallback === undefined ? { read } : { read, fallback }
}

/** An option that may be left out, and then has no value. */
export function optional<Value>({ read }: Option<Value>): Option<Value | undefined> {
  return { read, fallback: undefined }
}

/** One line of printable text. */
export function line(): Option<string> {
  return {
    read: (text) =>
      /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text) && Buffer.byteLength(text) <= MAX_LINE_OCTETS
        ? { value: text }
        : { refusal: `must be printable text, at most ${MAX_LINE_OCTETS} octets` },
  }
}

const MAX_LINE_OCTETS = 255

/** Any text but the empty one, with `\r \n \t \\ \xHH` for what cannot be typed; its octets. */
export function octets(): Option<Buffer | undefined> {
  return {
    fallback: undefined,
    read: (text) => {
      if (text === '') return { refusal: 'must not be empty' }
      const bad = text.replace(ESCAPE, '').indexOf('\\')
      if (bad >= 0) return { refusal: 'has an unknown escape; known are \\r \\n \\t \\\\ \\xHH' }
      return { value: Buffer.concat(text.split(SPLIT_AT_ESCAPES).map(unescaped)) }
    },
  }
}

const ESCAPE = /\\(?:[rnt\\]|x[0-9A-Fa-f]{2})/g
const SPLIT_AT_ESCAPES = /(\\(?:[rnt\\]|x[0-9A-Fa-f]{2}))/
const ESCAPED: Readonly<Record<string, string>> = { '\\r': '\r', '\\n': '\n', '\\t': '\t', '\\\\': '\\' }

function unescaped(part: string): Buffer {
  if (part.startsWith('\\x')) return Buffer.of(Number.parseInt(part.slice(2), 16))
  return Buffer.from(ESCAPED[part] ?? part, 'utf8')
}
