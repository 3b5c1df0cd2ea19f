// Domain names as wire octets (RFC 1035 §3.1): labels are never joined with dots and split again.
import type { Octets } from './octets.ts'

/** A name in uncompressed wire form, root label included, case as it was written. */
export type Name = Octets & { readonly name: unique symbol }

export const ROOT = '\0' as Name
/** RFC 1035 §2.3.4: a name is 255 octets or less, a label 63 or less. */
export const MAX_NAME_OCTETS = 255
export const MAX_LABEL_OCTETS = 63

export type NameResult = { readonly name: Name } | { readonly problem: string }

/** Reads presentation form (RFC 1035 §5.1): `\.` and `\DDD` escapes, `@` for the origin, relative unless it ends in a dot. */
export function nameFromText(text: string, origin: Name): NameResult {
  if (text === '@') return { name: origin }
  if (text === '.') return { name: ROOT }
  if (text === '') return { problem: 'a name cannot be empty' }
  return text.includes('\\') ? escapedName(text, origin) : plainName(text, origin)
}

/**
 * Octets are gathered in one place: of parts put together V8 would keep a tree, here with a piece of the whole file's
 * text, twice as large and slower to read.
 */
const GATHERED = Buffer.alloc(2 * MAX_NAME_OCTETS)

function plainName(text: string, origin: Name): NameResult {
  if (text.length > MAX_NAME_OCTETS) return tooLong(text.length + 1)
  let length = 0
  let tail: Name = ROOT
  for (let start = 0; start < text.length; ) {
    const dot = text.indexOf('.', start)
    const end = dot < 0 ? text.length : dot
    const problem = labelProblem(end - start)
    if (problem !== undefined) return { problem }
    GATHERED[length++] = end - start
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code > MAX_ASCII) return NOT_ASCII
      GATHERED[length++] = code
    }
    if (dot < 0) tail = origin
    start = end + 1
  }
  for (let at = 0; at < tail.length; at++) GATHERED[length++] = tail.charCodeAt(at)
  return length > MAX_NAME_OCTETS ? tooLong(length) : { name: GATHERED.toString('latin1', 0, length) as Name }
}

const MAX_ASCII = 0x7f
const NOT_ASCII = { problem: 'only ASCII is allowed, write other octets as \\DDD' }

function tooLong(octets: number): NameResult {
  return { problem: `the name has ${octets} octets, at most ${MAX_NAME_OCTETS} are allowed` }
}

function escapedName(text: string, origin: Name): NameResult {
  let wire = ''
  let label = ''
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string
    if (c === '.') {
      const problem = labelProblem(label.length)
      if (problem !== undefined) return { problem }
      wire += String.fromCharCode(label.length) + label
      label = ''
    } else if (c === '\\') {
      const unit = unescapeAt(text, at)
      if (unit === undefined) return { problem: `bad escape at "${text.slice(at, at + 4)}"` }
      label += unit.octet
      at += unit.length - 1
    } else label += c
  }
  if (label === '') return finishName(wire, text, ROOT)
  const problem = labelProblem(label.length)
  if (problem !== undefined) return { problem }
  return finishName(`${wire}${String.fromCharCode(label.length)}${label}`, text, origin)
}

function labelProblem(length: number): string | undefined {
  if (length === 0) return 'a label cannot be empty'
  if (length > MAX_LABEL_OCTETS)
    return `a label has ${length} octets, at most ${MAX_LABEL_OCTETS} are allowed`
  return undefined
}

function finishName(wire: string, text: string, tail: Name): NameResult {
  const name = (wire + tail) as Name
  if (name.length > MAX_NAME_OCTETS) return tooLong(name.length)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: octets above 0x7f are what is looked for
  return /[^\x00-\x7f]/.test(text) ? NOT_ASCII : { name }
}

/** The octet that the escape at `text[at] === '\\'` stands for, and how many characters it took. */
export function unescapeAt(
  text: string,
  at: number,
): { readonly octet: string; readonly length: number } | undefined {
  const next = text[at + 1]
  if (next === undefined) return undefined
  if (next < '0' || next > '9') return { octet: next, length: 2 }
  const digits = text.slice(at + 1, at + 4)
  const value = /^\d{3}$/.test(digits) ? Number(digits) : 256
  return value > 255 ? undefined : { octet: String.fromCharCode(value), length: 4 }
}

/** Presentation form, always absolute, escaped so that any reader of master files gives the same octets back. */
export function nameToText(name: Name): string {
  if (name === ROOT) return '.'
  let text = ''
  for (const label of labelsOf(name)) text += `${escapeLabel(label)}.`
  return text
}

function escapeLabel(label: string): string {
  if (/^[A-Za-z0-9_*-]*$/.test(label)) return label
  let text = ''
  for (const c of label) {
    const code = c.charCodeAt(0)
    if (code < 0x21 || code > 0x7e) text += `\\${String(code).padStart(3, '0')}`
    else text += '.;\\"@$()'.includes(c) ? `\\${c}` : c
  }
  return text
}

/** The labels from the leftmost to the rightmost, without the root. */
export function labelsOf(name: Name): string[] {
  const labels: string[] = []
  for (let at = 0; name.charCodeAt(at) !== 0; at += name.charCodeAt(at) + 1)
    labels.push(name.slice(at + 1, at + 1 + name.charCodeAt(at)))
  return labels
}

/** How many labels, the root not counted. */
export function labelCount(name: Name): number {
  let count = 0
  for (let at = 0; name.charCodeAt(at) !== 0; at += name.charCodeAt(at) + 1) count++
  return count
}

/** The name with its leftmost label taken off; the parent of the root is the root. */
export function parentOf(name: Name): Name {
  return (name === ROOT ? ROOT : name.slice(name.charCodeAt(0) + 1)) as Name
}

/** Lower case of A-Z only, label by label (RFC 4343 §3): the key under which names are compared. */
export function foldCase(name: Name): Name {
  // Length octets are at most 63 and so never in A-Z (0x41-0x5a): folding the whole string is safe.
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at)
    if (code >= 0x41 && code <= 0x5a) return name.replace(/[A-Z]+/g, (run) => run.toLowerCase()) as Name
  }
  return name
}

/** Whether `name` is `ancestor` or below it. Both must be case-folded. */
export function isWithin(name: Name, ancestor: Name): boolean {
  if (!name.endsWith(ancestor)) return false
  let at = 0
  const start = name.length - ancestor.length
  while (at < start) at += name.charCodeAt(at) + 1
  return at === start
}

export function prepend(label: string, name: Name): Name {
  return (String.fromCharCode(label.length) + label + name) as Name
}

export const WILDCARD_LABEL = '\x01*'

/** RFC 4592 §2.1.1: a wildcard's leftmost label is exactly one asterisk. */
export function isWildcard(name: Name): boolean {
  return name.startsWith(WILDCARD_LABEL)
}

export function wildcardBelow(name: Name): Name {
  return (WILDCARD_LABEL + name) as Name
}

/** Canonical order of case-folded names (RFC 4034 §6.1): by labels from the right. */
export function compareNames(a: Name, b: Name): number {
  const left = labelsOf(a)
  const right = labelsOf(b)
  for (let i = 1; i <= Math.min(left.length, right.length); i++) {
    const x = left[left.length - i] as string
    const y = right[right.length - i] as string
    if (x !== y) return x < y ? -1 : 1
  }
  return left.length - right.length
}
