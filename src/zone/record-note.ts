// The note behind a record: `;@ standby check=web weight=3 for=10.1.0.0/16` (README.md, zone notes).
import type { Draft } from './draft.ts'
import { quote, suggestion } from './nearest.ts'
import { networkFromText } from './network.ts'
import { hasValue, integer, list } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'
import type { Network, Place, RecordNote } from './zone.ts'

export interface ReadNote {
  readonly note: RecordNote
  readonly notePlace: Place
  readonly checksPlace: Place | undefined
  readonly followPlace: Place | undefined
}

interface RecordWord {
  /** For words with a value. */
  readonly example?: string
  /** Words of one group exclude each other. */
  readonly group?: string
  read(problems: ProblemList, word: NoteWord): Partial<RecordNote>
}

const PLAIN_NOTE: RecordNote = { tier: 1, checks: [], follow: false, weight: undefined, networks: [] }
const MAX_TIER = 99

const readTier = integer(1, MAX_TIER)
const readWeight = integer(1, 65_535)

const RECORD_WORDS: Readonly<Record<string, RecordWord>> = {
  primary: { group: 'tier', read: () => ({ tier: 1 }) },
  standby: { group: 'tier', read: () => ({ tier: 2 }) },
  last: { group: 'tier', read: () => ({ tier: 9 }) },
  tier: {
    group: 'tier',
    example: 'tier=2',
    read: (problems, word) => ({ tier: readTier(problems, word) ?? 1 }),
  },
  check: { example: 'check=web', read: (problems, word) => ({ checks: list(problems, word) ?? [] }) },
  follow: { read: () => ({ follow: true }) },
  weight: { example: 'weight=3', read: (problems, word) => ({ weight: readWeight(problems, word) }) },
  for: {
    example: 'for=10.1.0.0/16',
    read: (problems, word) => ({ networks: readNetworks(problems, word) }),
  },
}

export const DECLARATIONS = ['check', 'defaults', 'pool', 'maintenance']

export function isRecordWord(word: NoteWord): boolean {
  return Object.hasOwn(RECORD_WORDS, word.key)
}

/** Undefined when the note says nothing that can be kept; then there are problems. */
export function readRecordNote(draft: Draft, words: readonly NoteWord[]): ReadNote | undefined {
  const { problems } = draft
  const first = words[0]
  if (first === undefined) return undefined
  if (first.value === undefined && DECLARATIONS.includes(first.key)) {
    const sentence = `"${first.key}" declares something; write this note on a line of its own`
    problems.error(first.place, 'note-place', sentence)
    return undefined
  }
  const seen = new Set<string>()
  const note: RecordNote = Object.assign(
    {},
    PLAIN_NOTE,
    ...words.map((word) => readWord(word, seen, problems)),
  )
  const placeOf = (key: string) => words.find((word) => word.key === key)?.place
  return { note, notePlace: first.place, checksPlace: placeOf('check'), followPlace: placeOf('follow') }
}

function readWord(word: NoteWord, seen: Set<string>, problems: ProblemList): Partial<RecordNote> {
  const known = Object.hasOwn(RECORD_WORDS, word.key) ? RECORD_WORDS[word.key] : undefined
  if (known === undefined) {
    problems.error(word.place, 'note-word', () => unknownWord(word))
    return {}
  }
  const group = known.group ?? word.key
  const isRepeated = seen.has(group)
  seen.add(group)
  if (isRepeated) {
    const sentence = `"${word.key}" stands here beside another ${group}; keep one of them`
    problems.error(word.place, 'note-repeated', sentence)
    return {}
  }
  return hasValue(problems, word, known.example) ? known.read(problems, word) : {}
}

function unknownWord(word: NoteWord): string {
  if (/^[A-Z]{2,}$/.test(word.key))
    return `${quote(word.key)} is no word of a note; if this is a record put out of use, write "; @" with a blank between`
  return `${quote(word.key)} is no word of a note${suggestion(word.key, Object.keys(RECORD_WORDS))}`
}

function readNetworks(problems: ProblemList, word: NoteWord): readonly Network[] {
  const networks: Network[] = []
  for (const text of list(problems, word) ?? []) {
    const read = networkFromText(text)
    if (read === undefined) {
      const sentence = `for=${quote(text).slice(1, -1)} is not a network; write 10.1.0.0/16 or 2001:db8::/32`
      problems.error(word.place, 'bad-network', sentence)
    } else if ('corrected' in read) {
      const sentence = `for=${text} has bits behind its prefix; write for=${read.corrected}`
      problems.error(word.place, 'network-host-bits', sentence)
    } else networks.push(read.network)
  }
  return networks
}

/** `; @primary`: a comment to us as to everybody, though it was hardly meant so. */
export function reportLookalike(draft: Draft, place: Place, words: readonly NoteWord[]): void {
  const first = words[0]
  if (first === undefined || !(isRecordWord(first) || DECLARATIONS.includes(first.key))) return
  const sentence = `this comment looks like a note, but a note begins with ";@" without a blank; write ;@ ${first.key}`
  draft.problems.warning(place, 'note-lookalike', sentence)
}
