// `;@ pool OWNER TYPE key=value…`: the options of one RRset.
import { nameFromText } from '../dns/name.ts'
import { typeFromText } from '../dns/type.ts'
import type { Draft, DraftPool, FileScope } from './draft.ts'
import { durationFromText } from './duration.ts'
import { quote, suggestion } from './nearest.ts'
import { duration, hasValue, integer, oneOf, type ReadValue, refuse } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'
import { windowFromText } from './time-window.ts'
import type { PoolOptions, TimeWindow } from './zone.ts'

type Options = { -readonly [Key in keyof DraftPool['options']]: DraftPool['options'][Key] }

interface PoolWord<Value> {
  readonly example: string
  readonly read: ReadValue<Value>
  readonly put: (options: Options, value: Value) => void
}

function poolWord<Value>(
  example: string,
  read: ReadValue<Value>,
  put: (options: Options, value: Value) => void,
): PoolWord<unknown> {
  return { example, read, put: (options, value) => put(options, value as Value) }
}

const MAX_RECORDS = 65_535
const MAX_DURATION_MS = 30 * 86_400_000

const POOL_WORDS: Readonly<Record<string, PoolWord<unknown>>> = {
  answers: poolWord('answers=1', integer(1, MAX_RECORDS), (options, count) => {
    options.answers = count
  }),
  pick: poolWord('pick=weighted', oneOf(['all', 'weighted', 'sticky']), (options, pick) => {
    options.pick = pick
  }),
  min: poolWord('min=2', integer(1, MAX_RECORDS), (options, count) => {
    options.min = count
  }),
  available: poolWord(
    'available=degraded-last',
    oneOf(['degraded', 'degraded-last']),
    (options, available) => {
      options.available = available
    },
  ),
  'when-all-down': poolWord(
    'when-all-down=all',
    oneOf(['primary', 'all', 'last', 'none']),
    (options, word) => {
      options.whenAllDown = word
    },
  ),
  failback: poolWord('failback=10m', readFailback, (options, failback) => {
    options.failback = failback
  }),
  'failback-window': poolWord('failback-window="0 2 * * */2h"', readWindow, (options, window) => {
    options.failbackWindow = window
  }),
  'slow-start': poolWord('slow-start=5m', duration(1000, MAX_DURATION_MS), (options, durationMs) => {
    options.slowStartMs = durationMs
  }),
  'max-failover': poolWord('max-failover=15s', duration(1, MAX_DURATION_MS), (options, durationMs) => {
    options.maxFailoverMs = durationMs
  }),
}

export function declarePool(
  draft: Draft,
  scope: FileScope,
  first: NoteWord,
  rest: readonly NoteWord[],
): void {
  const [ownerWord, typeWord, ...words] = rest
  if (ownerWord === undefined || typeWord === undefined) {
    const sentence = 'a pool line names an RRset; write ;@ pool app A answers=1'
    draft.problems.error(first.place, 'note-syntax', sentence)
    return
  }
  const owner = nameFromText(textOf(ownerWord), scope.origin)
  const type = typeWord.value === undefined ? typeFromText(typeWord.key) : undefined
  const options = readOptions(draft.problems, words)
  if ('problem' in owner) {
    const sentence = () => `${quote(textOf(ownerWord))}: ${owner.problem}`
    draft.problems.error(ownerWord.place, 'bad-name', sentence)
  } else if (type === undefined) {
    const sentence = () => `${quote(typeWord.key)} is not a record type; write ;@ pool OWNER TYPE key=value`
    draft.problems.error(typeWord.place, 'unknown-type', sentence)
  } else {
    const placeOf = (key: string) => words.find((word) => word.key === key)?.place
    const declaration = { owner: owner.name, type, place: ownerWord.place }
    draft.pools.push({ declaration, options, minPlace: placeOf('min'), budgetPlace: placeOf('max-failover') })
  }
}

function textOf(word: NoteWord): string {
  return word.value === undefined ? word.key : `${word.key}=${word.value}`
}

function readOptions(problems: ProblemList, words: readonly NoteWord[]): DraftPool['options'] {
  const options: Options = {
    answers: undefined,
    pick: undefined,
    min: 1,
    available: 'degraded',
    whenAllDown: 'primary',
    failback: 'auto',
    failbackWindow: undefined,
    slowStartMs: undefined,
    maxFailoverMs: undefined,
  }
  const seen = new Set<string>()
  for (const word of words) {
    const known = Object.hasOwn(POOL_WORDS, word.key) ? POOL_WORDS[word.key] : undefined
    if (known === undefined) {
      const near = suggestion(word.key, Object.keys(POOL_WORDS))
      problems.error(word.place, 'note-word', () => `${quote(word.key)} is no option of a pool${near}`)
    } else if (seen.has(word.key))
      problems.error(word.place, 'note-repeated', `${word.key}= stands here twice; keep one of them`)
    else if (hasValue(problems, word, known.example)) {
      const value = known.read(problems, word)
      if (value !== undefined) known.put(options, value)
    }
    seen.add(word.key)
  }
  reportContradictions(problems, words, options)
  return options
}

function readFailback(problems: ProblemList, word: NoteWord): PoolOptions['failback'] | undefined {
  if (word.value === 'auto' || word.value === 'manual') return word.value
  const stableMs = durationFromText(word.value ?? '')
  if (stableMs !== undefined && stableMs <= MAX_DURATION_MS) return { stableMs }
  return refuse(problems, word, 'auto, manual or a duration of stable health such as 10m')
}

function readWindow(problems: ProblemList, word: NoteWord): TimeWindow | undefined {
  const read = windowFromText(word.value ?? '')
  if ('window' in read) return read.window
  for (const problem of read.problems)
    problems.error(word.place, 'note-value', () => `${word.key}=: ${problem}`)
  return undefined
}

function reportContradictions(problems: ProblemList, words: readonly NoteWord[], options: Options): void {
  const report = (key: string, sentence: string): void => {
    const place = words.find((word) => word.key === key)?.place
    if (place !== undefined) problems.error(place, 'note-repeated', sentence)
  }
  if (options.failback === 'manual' && options.failbackWindow !== undefined)
    report(
      'failback-window',
      'failback=manual waits for a person and failback-window= for an hour of the day; keep one of them',
    )
  if (options.pick === 'all' && options.slowStartMs !== undefined)
    report(
      'slow-start',
      'slow-start= needs weights, and pick=all has none; write pick=weighted or pick=sticky',
    )
}
