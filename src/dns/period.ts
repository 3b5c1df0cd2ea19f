// Spans of time in zone files: plain seconds, or units as BIND writes them (`1h30m`, `2W`).

/** RFC 2181 §8: a TTL is an unsigned number of 31 bits. */
export const MAX_TTL_SECONDS = 0x7fffffff

const SECONDS_IN: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])

/** Seconds, 0 … 2147483647; undefined when it is not a period or too long. */
export function periodFromText(text: string): number | undefined {
  const seconds = secondsFromText(text)
  return seconds !== undefined && seconds <= MAX_TTL_SECONDS ? seconds : undefined
}

/** The same without the limit of a TTL, for the timers of an SOA record, which have all 32 bits. */
export function secondsFromText(text: string): number | undefined {
  let total = 0
  let number = -1
  let units = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit >= 0 && digit <= 9) {
      number = Math.max(number, 0) * 10 + digit
    } else {
      const unit = SECONDS_IN.get((text[at] as string).toLowerCase())
      if (unit === undefined || number < 0) return undefined
      total += number * unit
      number = -1
      units++
    }
    if (Math.max(number, total) > 0xffff_ffff) return undefined
  }
  // A number without a unit stands alone: `1h30` could mean two things.
  if (number >= 0) return units === 0 ? number : undefined
  return units > 0 ? total : undefined
}
