// The keys of `;@ check` and `;@ defaults` that every probe type has: `every= timeout= fall= rise= ok= confirm= slow= flap=`.
import { durationFromText, durationToText } from './duration.ts'
import { duration, hasValue, integer, orOff, type ReadValue, refuse } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'
import type { Timing } from './zone.ts'

const MAX_IN_A_ROW = 100

type Draft = { -readonly [Key in keyof Timing]: Timing[Key] }

interface TimingWord {
  readonly example: string
  /** Reads the value and puts it in its place. */
  readonly take: (problems: ProblemList, word: NoteWord, timing: Draft) => void
}

function timingWord<Value>(
  example: string,
  read: ReadValue<Value>,
  put: (timing: Draft, value: Value) => void,
): TimingWord {
  const take: TimingWord['take'] = (problems, word, timing) => {
    const value = read(problems, word)
    if (value !== undefined) put(timing, value)
  }
  return { example, take }
}

const TIMING_WORDS: Readonly<Record<string, TimingWord>> = {
  every: timingWord('every=2s', duration(100, 86_400_000), (timing, everyMs) => {
    timing.everyMs = everyMs
  }),
  timeout: timingWord('timeout=1s', duration(10, 600_000), (timing, timeoutMs) => {
    timing.timeoutMs = timeoutMs
  }),
  fall: timingWord('fall=3', integer(1, MAX_IN_A_ROW), (timing, fall) => {
    timing.fall = fall
  }),
  rise: timingWord('rise=2', integer(1, MAX_IN_A_ROW), (timing, rise) => {
    timing.rise = rise
  }),
  ok: timingWord('ok=3', integer(1, MAX_IN_A_ROW), (timing, ok) => {
    timing.ok = ok
  }),
  confirm: timingWord('confirm=200ms', orOff(duration(10, 600_000)), (timing, confirmMs) => {
    if (confirmMs === 'off') delete timing.confirmMs
    else timing.confirmMs = confirmMs
  }),
  slow: timingWord('slow=300ms', orOff(duration(1, 600_000)), (timing, slowMs) => {
    if (slowMs === 'off') delete timing.slowMs
    else timing.slowMs = slowMs
  }),
  flap: timingWord('flap=5/10m', orOff(readFlap), (timing, flap) => {
    if (flap === 'off') delete timing.flap
    else timing.flap = flap
  }),
}

export const TIMING_KEYS: readonly string[] = Object.keys(TIMING_WORDS)

/** What the words say, the rest from `base`; words of other keys are left to the caller. */
export function readTiming(problems: ProblemList, words: readonly NoteWord[], base: Timing): Timing {
  const timing: Draft = { ...base }
  const seen = new Set<string>()
  for (const word of words) {
    const known = Object.hasOwn(TIMING_WORDS, word.key) ? TIMING_WORDS[word.key] : undefined
    if (known === undefined) continue
    if (seen.has(word.key)) {
      problems.error(word.place, 'note-repeated', `${word.key}= stands here twice; keep one of them`)
      continue
    }
    seen.add(word.key)
    if (hasValue(problems, word, known.example)) known.take(problems, word, timing)
  }
  reportContradictions(problems, words, timing)
  return timing
}

/** Only where one of the words that contradict each other stands. */
function reportContradictions(
  problems: ProblemList,
  words: readonly NoteWord[],
  { everyMs, timeoutMs, confirmMs = 0, slowMs = 0 }: Timing,
): void {
  const placeOf = (...keys: readonly string[]) => words.find(({ key }) => keys.includes(key))?.place
  const every = durationToText(everyMs)
  const slow = timeoutMs > everyMs ? placeOf('timeout', 'every') : undefined
  if (slow !== undefined)
    problems.warning(
      slow,
      'timeout-exceeds-every',
      `a probe may take ${durationToText(timeoutMs)}, longer than the ${every} between two; lower timeout= or raise every=`,
    )
  // What failover.yaml says holds for checks of every pace.
  const late = confirmMs >= everyMs ? placeOf('confirm') : undefined
  if (late !== undefined)
    problems.warning(
      late,
      'confirm-exceeds-every',
      `the next probe comes ${every} later anyway; lower confirm=${durationToText(confirmMs)} or write confirm=off`,
    )
  const never = slowMs >= timeoutMs ? (placeOf('slow') ?? placeOf('timeout')) : undefined
  if (never !== undefined)
    problems.warning(
      never,
      'slow-exceeds-timeout',
      `a probe has failed after ${durationToText(timeoutMs)}, so none is ever slow; lower slow=${durationToText(slowMs)} or write slow=off`,
    )
}

const MAX_FLAP_MS = 86_400_000

export const FLAP_USAGE = `changes in a duration, 1 to ${MAX_IN_A_ROW} in 1s to 24h, such as 5/10m`

/** `5/10m`: so many changes in so long. */
export function flapFromText(text: string): Timing['flap'] {
  const [, digits = '', duration = ''] = /^(\d{1,3})\/(\S+)$/.exec(text) ?? []
  const changes = Number(digits)
  const withinMs = durationFromText(duration) ?? 0
  const isBound = changes >= 1 && changes <= MAX_IN_A_ROW && withinMs >= 1000 && withinMs <= MAX_FLAP_MS
  return isBound ? { changes, withinMs } : undefined
}

function readFlap(problems: ProblemList, word: NoteWord): Timing['flap'] {
  return flapFromText(word.value ?? '') ?? refuse(problems, word, FLAP_USAGE)
}
