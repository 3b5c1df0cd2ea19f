// Lines that begin with `$`: $ORIGIN and $INCLUDE (RFC 1035 §5.1), $TTL (RFC 2308 §4), $GENERATE (of BIND).
import { nameFromText } from '../dns/name.ts'
import { periodFromText } from '../dns/period.ts'
import type { Draft, FileScope, Insertion } from './draft.ts'
import { generateRecords } from './generate.ts'
import { includeFile } from './include.ts'
import { quote, suggestion } from './nearest.ts'
import type { NoteWord } from './note-words.ts'
import type { Entry, Field } from './scan.ts'
import type { Place } from './zone.ts'

interface Directive {
  readonly usage: string
  readonly least: number
  readonly most: number
  readonly takesNote: boolean
  /** The argument that may stand between quotes, from 1; -1 the last. */
  readonly quotable?: number
  run(draft: Draft, scope: FileScope, entry: Entry, place: Place): Insertion | undefined
}

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  $ORIGIN: { usage: '$ORIGIN NAME', least: 1, most: 1, takesNote: false, run: setOrigin },
  $TTL: { usage: '$TTL 5m', least: 1, most: 1, takesNote: false, run: setTtl },
  $INCLUDE: {
    usage: '$INCLUDE FILE [ORIGIN]',
    least: 1,
    most: 2,
    takesNote: false,
    quotable: 1,
    run: includeFile,
  },
  $GENERATE: {
    usage: '$GENERATE 1-9 host-$ A 10.0.0.$',
    least: 4,
    most: 6,
    takesNote: true,
    quotable: -1,
    run: generateRecords,
  },
}

/** What is to be read in the directive's place, if anything. */
export function readDirective(
  draft: Draft,
  scope: FileScope,
  entry: Entry,
  words: readonly NoteWord[],
): Insertion | undefined {
  const first = entry.fields[0] as Field
  const place = scope.place ?? { file: scope.file, line: first.line, column: first.column }
  const name = first.raw.length < 20 ? first.raw.toUpperCase() : ''
  const directive = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined
  if (directive === undefined || scope.place !== undefined) {
    const near = directive === undefined ? suggestion(first.raw, Object.keys(DIRECTIVES)) : ''
    const sentence = () => `${quote(first.raw)} is not a directive here${near}`
    draft.problems.error(place, 'unknown-directive', sentence)
    return undefined
  }
  const problem = argumentsProblem(entry.fields, directive)
  if (problem !== undefined) {
    const code = name === '$GENERATE' ? 'generate-syntax' : 'directive-syntax'
    draft.problems.error(place, code, () => `${name} ${problem}; write ${directive.usage}`)
    return undefined
  }
  const word = words[0]
  if (word !== undefined && !directive.takesNote)
    draft.problems.error(word.place, 'note-place', `no note belongs behind ${name}; write it behind a record`)
  return directive.run(draft, scope, entry, place)
}

function argumentsProblem(fields: readonly Field[], directive: Directive): string | undefined {
  const count = fields.length - 1
  if (count < directive.least || count > directive.most) return `has ${count} arguments`
  const { quotable } = directive
  const mayBeQuoted = quotable === undefined ? undefined : fields.at(quotable)
  const wrong = fields.find((field) => field.quoted && field !== mayBeQuoted)
  return wrong === undefined ? undefined : `takes ${quote(wrong.raw)} without its quotes`
}

function setOrigin(draft: Draft, scope: FileScope, entry: Entry, place: Place): undefined {
  const text = entry.fields[1]?.raw ?? ''
  const result = nameFromText(text, scope.origin)
  if ('problem' in result) {
    draft.problems.error(place, 'directive-syntax', () => `$ORIGIN ${quote(text)}: ${result.problem}`)
    return undefined
  }
  scope.origin = result.name
  scope.ownerText = ''
  draft.originDirectiveSeen = true
}

function setTtl(draft: Draft, _scope: FileScope, entry: Entry, place: Place): undefined {
  const text = entry.fields[1]?.raw ?? ''
  const ttl = periodFromText(text)
  if (ttl !== undefined) draft.defaultTtl = ttl
  else
    draft.problems.error(
      place,
      'directive-syntax',
      () => `$TTL ${quote(text)} is no TTL; write seconds up to 2147483647 or units such as 1h30m`,
    )
}
