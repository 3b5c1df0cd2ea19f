// Reads the values of note words; what does not fit is reported with the bounds, and undefined comes back.
import { durationFromText, durationToText } from './duration.ts'
import { quote, suggestion } from './nearest.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'

/** How a value is read: `problems` gets at most one finding about the word. */
export type ReadValue<Value> = (problems: ProblemList, word: NoteWord) => Value | undefined

export function integer(least: number, most: number): ReadValue<number> {
  return (problems, word) => {
    const value = /^\d{1,10}$/.test(word.value ?? '') ? Number(word.value) : Number.NaN
    if (value >= least && value <= most) return value
    return refuse(problems, word, `a whole number from ${least} to ${most}`)
  }
}

export function duration(leastMs: number, mostMs: number): ReadValue<number> {
  const bounds = `a duration from ${durationToText(leastMs)} to ${durationToText(mostMs)}, such as 200ms, 2s or 1h30m`
  return (problems, word) => {
    const value = durationFromText(word.value ?? '')
    return value !== undefined && value >= leastMs && value <= mostMs ? value : refuse(problems, word, bounds)
  }
}

/** `off` takes back what a default says. */
export function orOff<Value>(read: ReadValue<Value>): ReadValue<Value | 'off'> {
  return (problems, word) => (word.value === 'off' ? 'off' : read(problems, word))
}

export function oneOf<const Word extends string>(words: readonly Word[]): ReadValue<Word> {
  return (problems, word) => {
    const value = words.find((one) => one === word.value)
    if (value !== undefined) return value
    const near = suggestion(word.value ?? '', words)
    problems.error(word.place, 'note-value', `${word.key}=${word.value ?? ''} is not known${near}`)
    return undefined
  }
}

/** `A,B,C` */
export function list(problems: ProblemList, word: NoteWord): readonly string[] | undefined {
  const parts = (word.value ?? '').split(',')
  return parts.length <= MAX_LISTED && parts.every((part) => part !== '')
    ? parts
    : refuse(problems, word, `up to ${MAX_LISTED} words with a comma and no blank between`)
}

const MAX_LISTED = 1000

export function refuse(problems: ProblemList, word: NoteWord, wanted: string): undefined {
  problems.error(
    word.place,
    'note-value',
    () => `${word.key}= takes ${wanted}, not ${quote(word.value ?? '')}`,
  )
}

/** Whether the word has a value, or has none, as it should. */
export function hasValue(problems: ProblemList, word: NoteWord, example: string | undefined): boolean {
  if ((word.value !== undefined) === (example !== undefined)) return true
  const sentence =
    example === undefined
      ? `${word.key} takes no value; write ${word.key}`
      : `${word.key} needs a value; write ${example}`
  problems.error(word.place, 'note-word', sentence)
  return false
}
