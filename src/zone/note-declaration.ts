// Notes on a line of their own: `;@ check …`, `;@ defaults …`, `;@ pool …`, `;@ maintenance …` (README.md, zone notes).
import { declareCheck } from './check-note.ts'
import type { Draft, FileScope } from './draft.ts'
import { declareMaintenance } from './maintenance-note.ts'
import { quote, suggestion } from './nearest.ts'
import type { NoteWord } from './note-words.ts'
import { declarePool } from './pool-note.ts'
import { DECLARATIONS, isRecordWord } from './record-note.ts'
import { readTiming, TIMING_KEYS } from './timing-note.ts'

export function declareNote(draft: Draft, scope: FileScope, words: readonly NoteWord[]): void {
  const [first, ...rest] = words
  if (first === undefined) return
  if (first.value === undefined && first.key === 'check') declareCheck(draft, scope, first, rest)
  else if (first.value === undefined && first.key === 'defaults') declareDefaults(draft, scope, first, rest)
  else if (first.value === undefined && first.key === 'pool') declarePool(draft, scope, first, rest)
  else if (first.value === undefined && first.key === 'maintenance') declareMaintenance(draft, first, rest)
  else if (isRecordWord(first)) {
    const sentence = 'this note stands behind no record; write it on the line of the record that it is about'
    draft.problems.error(first.place, 'note-place', sentence)
  } else {
    const known = suggestion(first.key, DECLARATIONS)
    draft.problems.error(first.place, 'note-word', () => `${quote(first.key)} declares nothing${known}`)
  }
}

/** For the checks below in this file, and in the files that it includes from here on. */
function declareDefaults(draft: Draft, scope: FileScope, first: NoteWord, rest: readonly NoteWord[]): void {
  if (rest.length === 0) {
    const sentence = 'defaults of what? write ;@ defaults every=2s timeout=1s fall=3 rise=2'
    draft.problems.error(first.place, 'note-syntax', sentence)
  }
  for (const word of rest)
    if (!TIMING_KEYS.includes(word.key)) {
      const known = suggestion(word.key, TIMING_KEYS)
      draft.problems.error(
        word.place,
        'note-word',
        () => `${quote(word.key)} is no default of checks${known}`,
      )
    }
  scope.timing = readTiming(draft.problems, rest, scope.timing)
}
