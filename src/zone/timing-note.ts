// `every= timeout= fall= rise=` of `;@ check` and `;@ defaults`.
import { durationToText } from './duration.ts'
import { duration, hasValue, integer } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'
import type { Timing } from './zone.ts'

const MAX_IN_A_ROW = 100

const TIMING_WORDS = {
  every: { example: 'every=2s', key: 'everyMs', read: duration(100, 86_400_000) },
  timeout: { example: 'timeout=1s', key: 'timeoutMs', read: duration(10, 600_000) },
  fall: { example: 'fall=3', key: 'fall', read: integer(1, MAX_IN_A_ROW) },
  rise: { example: 'rise=2', key: 'rise', read: integer(1, MAX_IN_A_ROW) },
} as const

export const TIMING_KEYS: readonly string[] = Object.keys(TIMING_WORDS)

/** What the words say, the rest from `base`; words of other keys are left to the caller. */
export function readTiming(problems: ProblemList, words: readonly NoteWord[], base: Timing): Timing {
  const timing: Record<keyof Timing, number> = { ...base }
  const seen = new Set<string>()
  for (const word of words) {
    if (!isTimingKey(word.key)) continue
    const known = TIMING_WORDS[word.key]
    if (seen.has(word.key)) {
      problems.error(word.place, 'note-repeated', `${word.key}= stands here twice; keep one of them`)
      continue
    }
    seen.add(word.key)
    if (hasValue(problems, word, known.example))
      timing[known.key] = known.read(problems, word) ?? timing[known.key]
  }
  const place = words.find((word) => word.key === 'timeout' || word.key === 'every')?.place
  if (place !== undefined && timing.timeoutMs > timing.everyMs)
    problems.warning(
      place,
      'timeout-exceeds-every',
      `a probe may take ${durationToText(timing.timeoutMs)}, longer than the ${durationToText(timing.everyMs)} between two; lower timeout= or raise every=`,
    )
  return timing
}

function isTimingKey(key: string): key is keyof typeof TIMING_WORDS {
  return Object.hasOwn(TIMING_WORDS, key)
}
