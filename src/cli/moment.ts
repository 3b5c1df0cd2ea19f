// Moments as a person types them: `2026-03-01 12:00:05` in local time, `2h` for two hours ago; and as programs write them.
import { durationFromText } from '../zone/duration.ts'

export const MOMENT_USAGE =
  'a span before now such as 30m or 7d, or a local date such as 2026-03-01 or 2026-03-01T12:00'

/** From 1973 on: a shorter number is more likely one of seconds, or a span whose unit was forgotten. */
const MILLISECONDS = /^\d{12,15}$/

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,9})?))?(Z|[+-]\d\d:\d\d)?)?$/

/** Milliseconds since 1970; undefined when it is no moment, such as 30 February. */
export function momentFromText(text: string, nowMs: number): number | undefined {
  const spanMs = durationFromText(text)
  if (spanMs !== undefined) return Math.max(0, nowMs - spanMs)
  if (MILLISECONDS.test(text)) return Number(text)
  const match = MOMENT.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = match
  // Date takes 30 February for 2 March.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day))
    return undefined
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(atMs) || atMs < 0 ? undefined : atMs
}
