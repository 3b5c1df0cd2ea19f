// Windows of time: when one opens, as a cron expression in local time, and for how long: `0 2 * * */2h`.
import { durationFromText, durationToText } from './duration.ts'
import { quote } from './nearest.ts'
import type { TimeWindow } from './zone.ts'

interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  /** Words that stand for numbers, the first for `least`. */
  readonly words?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const SECOND: Field = { name: 'second', least: 0, most: 59 }
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of week', least: 0, most: 7, words: DAYS },
]

/** A longer one would be no window any more, and a restart looks back as far. */
export const MAX_WINDOW_MS = 86_400_000

const LENGTH = `a length up to ${durationToText(MAX_WINDOW_MS)}, such as 30m or 2h`

/** Cron expression and length with a slash between, `0 2 * * sun/2h`; or everything that is wrong with it. */
export function windowFromText(
  text: string,
): { readonly window: TimeWindow } | { readonly problems: readonly string[] } {
  const slash = text.lastIndexOf('/')
  return slash < 0
    ? {
        problems: [
          `${quote(text)} has no length; write "0 2 * * sun/2h": a cron expression, a slash, ${LENGTH}`,
        ],
      }
    : windowOf(text.slice(0, slash), text.slice(slash + 1))
}

/** The same with its two parts apart. */
export function windowOf(
  when: string,
  length: string,
): { readonly window: TimeWindow } | { readonly problems: readonly string[] } {
  const lengthMs = durationFromText(length) ?? 0
  const problems = [...whenProblems(when)]
  if (lengthMs <= 0 || lengthMs > MAX_WINDOW_MS) problems.push(`${quote(length)} is not ${LENGTH}`)
  return problems.length > 0 ? { problems } : { window: { when: spaced(when), lengthMs } }
}

/** With one blank between two fields. */
export function spaced(when: string): string {
  return when.trim().replace(/\s+/g, ' ')
}

/** Empty when it is a cron expression. */
export function whenProblems(when: string): readonly string[] {
  const parts = when.trim().split(/\s+/)
  const fields = parts.length === FIELDS.length + 1 ? [SECOND, ...FIELDS] : FIELDS
  if (parts.length !== fields.length)
    return [
      `${quote(when)} is no cron expression of five fields: minute, hour, day of month, month, day of week`,
    ]
  return parts.flatMap((part, i) => {
    const field = fields[i] as Field
    return isField(part, field)
      ? []
      : [
          `${quote(part)} is no ${field.name}: write ${field.least} to ${field.most}, *, a-b, */n, or a list of them`,
        ]
  })
}

function isField(text: string, field: Field): boolean {
  return text.split(',').every((part) => isPart(part, field))
}

/** `*`, `5`, `1-5`, and `/n` behind `*` or a range. */
function isPart(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/')
  if (more.length > 0) return false
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) > 0 && Number(step) <= field.most))
    return false
  if (range === '*') return true
  const [from, to, ...rest] = range.split('-').map((word) => numberOf(word, field))
  if (rest.length > 0 || from === undefined) return false
  if (!range.includes('-')) return step === undefined
  return to !== undefined && from <= to
}

function numberOf(word: string, { least, most, words }: Field): number | undefined {
  const place = words?.indexOf(word.toLowerCase()) ?? -1
  if (place >= 0) return least + place
  const number = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN
  return number >= least && number <= most ? number : undefined
}
