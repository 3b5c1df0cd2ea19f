// The times of a signature: YYYYMMDDHHMMSS in UTC, or seconds since 1970 (RFC 4034 §3.2).
import { octets32, u32At } from '../octets.ts'
import { measureFixed, NOT_EXPECTED, type SingleField } from './field.ts'
import { decimal } from './number-fields.ts'

const MAX_SECONDS = 0xffff_ffff
/** RFC 4034 §3.1.5: other tools print times of the upper half as before 1970; they are read as the same 32 bits. */
const MIN_SECONDS = -0x8000_0000

/** Printed as unsigned, so good until 2106: without a clock nothing says that a time is before 1970. */
export function time(noun: string): SingleField {
  return {
    noun,
    range: 'YYYYMMDDHHMMSS',
    rest: false,
    parse({ raw }) {
      const seconds = raw.length === 14 ? secondsAt(raw) : decimal(raw)
      return seconds === undefined || seconds < MIN_SECONDS || seconds > MAX_SECONDS
        ? NOT_EXPECTED
        : octets32(seconds)
    },
    measure: measureFixed(noun, 4),
    print: (rdata, from) => timeToText(u32At(rdata, from)),
  }
}

/** YYYYMMDDHHMMSS. */
export function timeToText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14)
}

function secondsAt(text: string): number | undefined {
  if (!/^\d{14}$/.test(text)) return undefined
  const iso = text.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6.000Z')
  const timeMs = Date.parse(iso)
  // A date such as 30 February is moved on by some readers and refused by others: what does not print back is refused.
  return Number.isNaN(timeMs) || new Date(timeMs).toISOString() !== iso ? undefined : timeMs / 1000
}
