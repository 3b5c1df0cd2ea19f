// Durations in notes: `200ms`, `2s`, `10m`, `1h30m`; always with a unit, so that nobody has to know which one is meant.

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const MAX_TEXT = 40

/** Milliseconds; undefined when it is no duration. */
export function durationFromText(text: string): number | undefined {
  if (text.length > MAX_TEXT || !/^(?:\d+(?:ms|[smhdw]))+$/.test(text)) return undefined
  let totalMs = 0
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g))
    totalMs += Number(digits) * (UNIT_MS[unit as string] as number)
  return Number.isSafeInteger(totalMs) ? totalMs : undefined
}

/** The shortest form that durationFromText reads back: `1h30m`, `3s500ms`. */
export function durationToText(durationMs: number): string {
  let rest = Math.round(durationMs)
  let text = ''
  for (const unit of ['h', 'm', 's', 'ms']) {
    const size = UNIT_MS[unit] as number
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`
    rest %= size
  }
  return text === '' ? '0s' : text
}
