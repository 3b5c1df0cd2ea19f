// Spans and amounts for a person: `3h12m`, `250ms`, `1.5 GB`.
import { durationToText } from '../zone/duration.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const FEW_DAYS_MS = 3 * DAY_MS

/** No finer than it matters. */
export function spanText(spanMs: number): string {
  const ms = Math.max(0, Math.round(spanMs))
  if (ms >= FEW_DAYS_MS) return `${Math.floor(ms / DAY_MS)} days`
  const unit = ms >= 60 * MINUTE_MS ? MINUTE_MS : ms >= 1000 ? 1000 : 1
  return durationToText(Math.floor(ms / unit) * unit)
}

const UNITS = ['octets', 'KB', 'MB', 'GB', 'TB'] as const

export function octetsText(octets: number): string {
  let amount = octets
  let unit = 0
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1024
    unit++
  }
  const rounded = amount >= 10 || unit === 0 ? Math.round(amount) : Math.round(amount * 10) / 10
  return `${rounded} ${UNITS[unit]}`
}

const MAX_NAMED = 8

/** Not more of them than a person reads. */
export function listText(items: readonly string[]): string {
  const named = items.slice(0, MAX_NAMED).join(', ')
  return items.length > MAX_NAMED ? `${named} and ${items.length - MAX_NAMED} more` : named
}
