// Reads one file of a zone entry by entry: directives, record lines, and the notes behind and between them.
import type { Name } from '../dns/name.ts'
import { readDirective } from './directive.ts'
import type { Draft, FileScope, Insertion } from './draft.ts'
import { declareNote } from './note-declaration.ts'
import { isNote, type NoteWord, noteWordsOf } from './note-words.ts'
import { readRecordLine } from './record-line.ts'
import { type ReadNote, readRecordNote, reportLookalike } from './record-note.ts'
import { type Comment, type Entry, Scanner } from './scan.ts'
import type { Place } from './zone.ts'

/** `includer` is the scope of the line that includes this file. */
export function readFile(
  draft: Draft,
  text: string,
  file: string,
  origin: Name,
  includer: FileScope | undefined,
): void {
  const scope: FileScope = {
    file,
    chain: [...(includer?.chain ?? []), file],
    origin,
    owner: includer?.owner,
    ownerText: '',
    timing: includer?.timing ?? draft.options.timing,
    place: undefined,
  }
  readEntries(draft, scope, text, undefined)
}

/** `note` is that of the `$GENERATE` line that made the text. */
function readEntries(draft: Draft, scope: FileScope, text: string, note: ReadNote | undefined): void {
  const scanner = new Scanner(text, (line, column, code, sentence) =>
    draft.problems.error(scope.place ?? { file: scope.file, line, column }, code, sentence),
  )
  let untilTold = TOLD_EVERY
  for (let entry = scanner.next(); entry !== undefined; entry = scanner.next()) {
    readEntry(draft, scope, entry, note)
    if (--untilTold > 0) continue
    untilTold = TOLD_EVERY
    // The lines that $GENERATE makes are no part of a file.
    if (scope.place === undefined) tellProgress(draft, scope.file, scanner.at, text.length)
  }
}

/** In entries: a hundredth of a second's work. */
const TOLD_EVERY = 4096

export function tellProgress(draft: Draft, file: string, read: number, of: number): void {
  draft.options.onProgress?.({ file, read, of, records: draft.records.length })
}

function readEntry(draft: Draft, scope: FileScope, entry: Entry, given: ReadNote | undefined): void {
  const first = entry.fields[0]
  const words = entry.comments.length === 0 ? NO_WORDS : notedWords(draft, scope, entry.comments)
  if (first === undefined) {
    if (words.length > 0) declareNote(draft, scope, words)
  } else if (!entry.startsBlank && !first.quoted && first.raw.charCodeAt(0) === DOLLAR) {
    const insertion = readDirective(draft, scope, entry, words)
    if (insertion !== undefined) insert(draft, scope, insertion, words)
  } else {
    const note = words.length === 0 ? given : readRecordNote(draft, words)
    readRecordLine(draft, scope, entry, note)
  }
}

const DOLLAR = 0x24
const NO_WORDS: readonly NoteWord[] = []

/** RFC 1035 §5.1: behind an included file the origin and the last owner are again what they were; behind $GENERATE too. */
function insert(draft: Draft, scope: FileScope, insertion: Insertion, words: readonly NoteWord[]): void {
  if (insertion.kind === 'file') {
    readFile(draft, insertion.text, insertion.file, insertion.origin, scope)
    return
  }
  const note = words.length === 0 ? undefined : readRecordNote(draft, words)
  const inner: FileScope = { ...scope, place: insertion.place }
  readEntries(draft, inner, insertion.text, note)
}

/** The words of all notes of an entry: one that spans lines may have its note behind any of them. */
function notedWords(draft: Draft, scope: FileScope, comments: readonly Comment[]): readonly NoteWord[] {
  const words: NoteWord[] = []
  for (const comment of comments) {
    const place: Place = { file: scope.file, line: comment.line, column: comment.column }
    const read = noteWordsOf(comment, scope.file)
    if (!isNote(comment)) {
      reportLookalike(draft, place, read.words)
      continue
    }
    words.push(...read.words)
    if ('unterminated' in read)
      draft.problems.error(read.unterminated, 'note-syntax', 'this quote does not end; add the closing "')
    else if (read.words.length === 0)
      draft.problems.error(place, 'note-syntax', 'this note says nothing; write words behind ;@ or remove it')
  }
  return words
}
