// Reads the text of a pattern: the part of JavaScript's regular expressions that can be matched in bounded time.
//
// Known are `.`, `[a-z]`, `[^a-z]`, `\d \w \s \D \W \S`, `\n \r \t \f \v \xHH`, `\` before punctuation, `( )`, `(?: )`,
// `|`, `* + ? {2} {2,} {2,5}`, `^` and `$` for the two ends of the whole text, and `(?i)` in front for either case.
import {
  CLASS_ESCAPES,
  complement,
  NOT_END_OF_LINE,
  type OctetSet,
  octetRange,
  oneOctet,
  union,
  withBothCases,
} from './octet-set.ts'

export type Expression =
  | { readonly kind: 'octet'; readonly set: OctetSet }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly part: Expression; readonly min: number; readonly max: number }

const MAX_PATTERN_CHARACTERS = 256

/** The problem is the rest of a sentence about the pattern: `has …`. */
export function parsePattern(
  text: string,
): { readonly expression: Expression } | { readonly problem: string } {
  if (text.length > MAX_PATTERN_CHARACTERS)
    return { problem: `has more than ${MAX_PATTERN_CHARACTERS} characters` }
  const ignoresCase = text.startsWith(IGNORE_CASE)
  const reader = new PatternReader(text, ignoresCase ? IGNORE_CASE.length : 0, ignoresCase)
  const expression = reader.readWhole()
  return reader.problem === undefined ? { expression } : { problem: reader.problem }
}

const IGNORE_CASE = '(?i)'
const NOTHING: Expression = { kind: 'sequence', parts: [] }
const SINGLE_ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, f: 0x0c, v: 0x0b }

/** Every method reads from where the one before has stopped; the first problem ends them all. */
class PatternReader {
  problem: string | undefined
  readonly #text: string
  readonly #ignoresCase: boolean
  #at: number

  constructor(text: string, start: number, ignoresCase: boolean) {
    this.#text = text
    this.#at = start
    this.#ignoresCase = ignoresCase
  }

  readWhole(): Expression {
    const expression = this.#readChoice()
    if (this.#at < this.#text.length) this.#refuse('a ) without its (')
    return expression
  }

  #readChoice(): Expression {
    const parts = [this.#readSequence()]
    while (this.#take('|')) parts.push(this.#readSequence())
    return { kind: 'choice', parts }
  }

  #readSequence(): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) parts.push(this.#readPart())
    return { kind: 'sequence', parts }
  }

  #readPart(): Expression {
    const start = this.#at
    const part = this.#readAtom()
    const quantifier = this.#takeMatch(/(?:([*+?])|\{(\d{1,3})(,(\d{0,3}))?\})\??/y)
    if (quantifier === undefined) return part
    if (part.kind === 'start' || part.kind === 'end') return this.#refuse('nothing to repeat', start)
    const [min, max] = boundsOf(quantifier)
    return min <= max
      ? { kind: 'repeat', part, min, max }
      : this.#refuse('a repetition whose bounds are the wrong way round', start)
  }

  #readAtom(): Expression {
    const start = this.#at
    if (this.#take('^')) return { kind: 'start' }
    if (this.#take('$')) return { kind: 'end' }
    if (this.#take('.')) return { kind: 'octet', set: NOT_END_OF_LINE }
    if (this.#take('(')) return this.#readGroup(start)
    if (this.#take('[')) return this.#octet(this.#readClass(start))
    if (this.#take('\\')) return this.#octet(this.#readEscape(start))
    if (this.#takeMatch(/[*+?]/y) !== undefined) return this.#refuse('nothing to repeat', start)
    if (this.#takeMatch(/\{\d+(,\d*)?\}/y) !== undefined)
      return this.#refuse('a { } that repeats nothing, or more than 999 times', start)
    const [character = ''] = this.#takeMatch(/./suy) ?? []
    const octets = [...Buffer.from(character)].map((octet) => this.#octet(oneOctet(octet)))
    return octets.length === 1 ? (octets[0] ?? NOTHING) : { kind: 'sequence', parts: octets }
  }

  #readGroup(start: number): Expression {
    if (this.#sees('?') && !this.#take('?:'))
      return this.#refuse('a (? of another kind than (?: ), and (?i) in front', start)
    const inner = this.#readChoice()
    return this.#take(')') ? inner : this.#refuse('a ( without its )', start)
  }

  #readClass(start: number): OctetSet {
    const isComplement = this.#take('^')
    const sets: OctetSet[] = []
    while (!this.#take(']')) {
      if (this.#at >= this.#text.length) return this.#refuseSet('a [ without its ]', start)
      sets.push(this.#readClassRange())
    }
    if (sets.length === 0) return this.#refuseSet('an empty [ ]', start)
    const set = this.#ignoresCase ? withBothCases(union(sets)) : union(sets)
    return isComplement ? complement(set) : set
  }

  #readClassRange(): OctetSet {
    const start = this.#at
    const first = this.#readClassItem()
    if (this.#takeMatch(/-(?!\])/y) === undefined) return first
    const [low, high] = [soleOctetOf(first), soleOctetOf(this.#readClassItem())]
    return low !== undefined && high !== undefined && low <= high
      ? octetRange(low, high)
      : this.#refuseSet('a range that is none', start)
  }

  #readClassItem(): OctetSet {
    const start = this.#at
    if (this.#take('\\')) return this.#readEscape(start)
    const [character = ''] = this.#takeMatch(/./suy) ?? []
    return /^[\0-\x7f]$/.test(character)
      ? oneOctet(character.charCodeAt(0))
      : this.#refuseSet('other than ASCII characters in [ ]', start)
  }

  /** Behind the backslash. */
  #readEscape(start: number): OctetSet {
    const hex = this.#takeMatch(/x([0-9A-Fa-f]{2})/y)?.[1]
    if (hex !== undefined) return oneOctet(Number.parseInt(hex, 16))
    const [character = ''] = this.#takeMatch(/[\0-\x7f]/y) ?? []
    const single = SINGLE_ESCAPES[character]
    const known = CLASS_ESCAPES.get(character) ?? (single === undefined ? undefined : oneOctet(single))
    if (known !== undefined) return known
    return /^[^\w]$/.test(character)
      ? oneOctet(character.charCodeAt(0))
      : this.#refuseSet(`an escape that is not known here, \\${character}`, start)
  }

  #octet(set: OctetSet): Expression {
    return { kind: 'octet', set: this.#ignoresCase ? withBothCases(set) : set }
  }

  #refuse(what: string, at = this.#at): Expression {
    this.problem ??= `has ${what}, at character ${at + 1}`
    this.#at = this.#text.length
    return NOTHING
  }

  #refuseSet(what: string, at: number): OctetSet {
    this.#refuse(what, at)
    return NOT_END_OF_LINE
  }

  #sees(word: string): boolean {
    return this.#text.startsWith(word, this.#at)
  }

  #take(word: string): boolean {
    if (!this.#sees(word)) return false
    this.#at += word.length
    return true
  }

  /** `form` is sticky. */
  #takeMatch(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at
    const match = form.exec(this.#text) ?? undefined
    this.#at += match?.[0].length ?? 0
    return match
  }
}

function boundsOf([, sign, min, range, max]: RegExpExecArray): readonly [number, number] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY]
  const least = Number(min)
  if (range === undefined) return [least, least]
  return [least, max === '' || max === undefined ? Number.POSITIVE_INFINITY : Number(max)]
}

function soleOctetOf(set: OctetSet): number | undefined {
  const octet = set.indexOf(1)
  return set.lastIndexOf(1) === octet && octet >= 0 ? octet : undefined
}
