// What a kind of field in rdata must be able to do: read text, print text, find its own end in the wire form.
import type { Name } from '../name.ts'
import type { Octets } from '../octets.ts'

/** One field of a line in a zone file. */
export interface TextField {
  /** The characters between quotes or blanks, escapes not yet resolved. */
  readonly raw: string
  readonly quoted: boolean
  /** Its opening quote stands directly behind an equals sign. */
  readonly isValue?: true
}

/** Why text is not taken. Without a problem: it is not at all what was expected. */
export interface Refusal {
  readonly problem?: string
  /** Index of the offending field, when it is not the first that the kind was given. */
  readonly field?: number
}

export const NOT_EXPECTED: Refusal = {}

interface WireField {
  /** For sentences: `preference`. */
  readonly noun: string
  /** What a person may write, behind the noun: `0-65535`. */
  readonly range?: string
  /** The offset behind the field that starts at `at`, or what is wrong with it; never looks past the end. */
  measure(rdata: Octets, at: number): number | string
  /** Text of a field that was measured; undefined when it has none, and the record is printed as RFC 3597 §5 has it. */
  print(rdata: Octets, from: number, to: number): string | undefined
  /** Whether a person may put the field between quotes. */
  readonly quotable?: true
  /** Set on domain names only. */
  readonly domain?: DomainUse
}

export interface DomainUse {
  /** RFC 3597 §4: only names in the types of RFC 1035 may be compressed. */
  readonly compressible: boolean
  /** Whether the record points at this host: its address is what a client asks next. */
  readonly isHost: boolean
}

export interface SingleField extends WireField {
  readonly rest: false
  parse(field: TextField, origin: Name): string | Refusal
}

/** Takes every field that is left, which may be none; stands last in its row. */
export interface RestField extends WireField {
  readonly rest: true
  parse(fields: readonly TextField[], from: number): string | Refusal
}

export type FieldKind = SingleField | RestField

/** The end of a field of fixed width. */
export function measureFixed(noun: string, width: number): FieldKind['measure'] {
  return (rdata, at) => (at + width <= rdata.length ? at + width : cutShort(noun))
}

/** A length octet and so many octets behind it. */
export function measureCounted(noun: string, least: number): FieldKind['measure'] {
  return (rdata, at) => {
    if (at >= rdata.length) return cutShort(noun)
    const length = rdata.charCodeAt(at)
    if (at + 1 + length > rdata.length) return cutShort(noun)
    return length < least ? `the ${noun} is too short` : at + 1 + length
  }
}

export function cutShort(noun: string): string {
  return `the data ends within the ${noun}`
}

export function withArticle(noun: string): string {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}
