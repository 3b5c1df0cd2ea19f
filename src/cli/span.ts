// Spans of time for a person: `250ms`, `12s`, `3m 20s`, `2d 4h`.

const UNITS = [
  { letter: 'd', ms: 86_400_000 },
  { letter: 'h', ms: 3_600_000 },
  { letter: 'm', ms: 60_000 },
  { letter: 's', ms: 1000 },
] as const

/** The two largest units that are not nothing. */
export function spanToText(spanMs: number): string {
  const ms = Math.max(0, Math.round(spanMs))
  if (ms < 1000) return `${ms}ms`
  if (ms < 10_000 && ms % 1000 >= 100) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`
  const first = UNITS.findIndex((unit) => ms >= unit.ms)
  const parts = UNITS.slice(first, first + 2).map(({ letter, ms: size }, at) => {
    const count = Math.floor((at === 0 ? ms : ms % (UNITS[first]?.ms ?? 1)) / size)
    return count === 0 ? '' : `${count}${letter}`
  })
  return parts.filter((part) => part !== '').join(' ')
}
