// Character strings in rdata (RFC 1035 §3.3), and the text of CAA and URI that has no length octet.
import { quoteOctets, unescapeText } from '../character-string.ts'
import { octet } from '../octets.ts'
import {
  cutShort,
  measureCounted,
  NOT_EXPECTED,
  type Refusal,
  type RestField,
  type SingleField,
  type TextField,
} from './field.ts'

const MAX_STRING_OCTETS = 255

/** RFC 1035 §3.3: a length octet and up to 255 octets. `check` looks at the octets behind the length. */
export function string(noun: string, check?: (octets: string) => string | undefined): SingleField {
  const measure = measureCounted(noun, 0)
  return {
    noun,
    quotable: true,
    rest: false,
    parse(field) {
      const wire = stringToWire(field)
      const problem = typeof wire === 'string' ? check?.(wire.slice(1)) : undefined
      return problem === undefined ? wire : { problem }
    },
    measure(rdata, at) {
      const end = measure(rdata, at)
      return typeof end === 'string' ? end : (check?.(rdata.slice(at + 1, end)) ?? end)
    },
    print: (rdata, from, to) => quoteOctets(rdata.slice(from + 1, to)),
  }
}

/** One string or more, to the end of the data (RFC 1035 §3.3.14, RFC 7208 §3.1 for SPF). */
export function strings(noun: string): RestField {
  return {
    noun,
    quotable: true,
    rest: true,
    parse(fields, from) {
      if (from >= fields.length) return NOT_EXPECTED
      let wire = ''
      for (const [i, field] of fields.slice(from).entries()) {
        const part = stringToWire(field)
        if (typeof part !== 'string') return { ...part, field: from + i }
        wire += part
      }
      return wire
    },
    measure(rdata, at) {
      let end = at
      do {
        if (end >= rdata.length) return cutShort(noun)
        end += rdata.charCodeAt(end) + 1
      } while (end < rdata.length)
      return end === rdata.length ? end : cutShort(noun)
    },
    print(rdata, from, to) {
      const parts: string[] = []
      for (let at = from; at < to; at += rdata.charCodeAt(at) + 1)
        parts.push(quoteOctets(rdata.slice(at + 1, at + 1 + rdata.charCodeAt(at))))
      return parts.join(' ')
    },
  }
}

function stringToWire({ raw }: TextField): string | Refusal {
  const octets = unescapeText(raw)
  if (octets === undefined) return badEscape(raw)
  if (octets.length > MAX_STRING_OCTETS)
    return {
      problem: `the string has ${octets.length} octets, at most ${MAX_STRING_OCTETS} are allowed: split it into several quoted strings`,
    }
  return octet(octets.length) + octets
}

/** RFC 8659 §4.1: a property tag of ASCII letters and digits, behind a length octet; printed bare. */
export function tag(noun: string): SingleField {
  const measure = measureCounted(noun, 1)
  return {
    noun,
    range: 'letters and digits',
    rest: false,
    parse: ({ raw }) => (/^[A-Za-z0-9]{1,255}$/.test(raw) ? octet(raw.length) + raw : NOT_EXPECTED),
    measure(rdata, at) {
      const end = measure(rdata, at)
      if (typeof end === 'string') return end
      return /^[A-Za-z0-9]+$/.test(rdata.slice(at + 1, end))
        ? end
        : `the ${noun} holds more than letters and digits`
    },
    print: (rdata, from, to) => rdata.slice(from + 1, to),
  }
}

/** One string of any length that goes on to the end of the data (RFC 8659 §4.1.1, RFC 7553 §4.5). */
export function text(noun: string, least: 0 | 1): SingleField {
  return {
    noun,
    quotable: true,
    rest: false,
    parse({ raw }) {
      const octets = unescapeText(raw)
      if (octets === undefined) return badEscape(raw)
      return octets.length < least ? { problem: `the ${noun} cannot be empty` } : octets
    },
    measure: (rdata, at) => (rdata.length - at < least ? `the ${noun} cannot be empty` : rdata.length),
    print: (rdata, from, to) => quoteOctets(rdata.slice(from, to)),
  }
}

function badEscape(raw: string): Refusal {
  return { problem: `bad escape in "${raw}": a backslash takes one character, or three digits up to 255` }
}
