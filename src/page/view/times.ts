// Times for a person: how long ago, how much longer, at what hour.
import { spanToText } from '../../cli/span.ts'

/** Without fractions, for what counts every second. */
export function wholeSpan(ms: number): string {
  return spanToText(Math.floor(Math.max(0, ms) / 1000) * 1000).replace('0ms', '0s')
}

/** `2 h ago` is not said to the second when it is long ago. */
export function agoText(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs
  return ms < 1000 ? 'just now' : `${wholeSpan(ms)} ago`
}

/** `14:03:27`, with the date when it was not today. */
export function hourText(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)]
  const hour = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  return at.toDateString() === now.toDateString() ? hour : `${dayText(at)} ${hour}`
}

export function dayText(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
