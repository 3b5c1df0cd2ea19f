// `;@ check NAME KIND key=value…`, and composites: `all A B…`, `any A B…`, `atleast N A B…`.
import { ADDRESS_OPTION, type CheckKind } from './check-kind.ts'
import type { Draft, DraftCheck, FileScope } from './draft.ts'
import { quote, suggestion } from './nearest.ts'
import { addressFromText } from './network.ts'
import { hasValue, refuse } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import { ROLE_KEYS, readRole } from './role-note.ts'
import { readTiming, TIMING_KEYS } from './timing-note.ts'

const COMPOSITES = ['all', 'any', 'atleast']

export function declareCheck(
  draft: Draft,
  scope: FileScope,
  first: NoteWord,
  rest: readonly NoteWord[],
): void {
  const [name, kind, ...args] = rest
  if (name === undefined || kind === undefined) {
    const sentence = 'a check has a name and a kind; write ;@ check web https path=/healthz'
    draft.problems.error(first.place, 'note-syntax', sentence)
    return
  }
  if (!isName(name)) {
    const sentence = () =>
      `${quote(name.key)} cannot name a check; a name is up to 63 letters, digits, ".", "-" and "_"`
    draft.problems.error(name.place, 'note-value', sentence)
    return
  }
  const check = COMPOSITES.includes(kind.key)
    ? readComposite(draft, name, kind, args)
    : readProbe(draft, scope, name, kind, args)
  const earlier = draft.checks.get(name.key)
  if (earlier === undefined) draft.checks.set(name.key, check)
  else {
    const { file, line } = earlier.declaration.place
    const sentence = `a check "${name.key}" is declared already at ${file}:${line}; choose another name`
    draft.problems.error(name.place, 'check-repeated', sentence)
  }
}

function isName(word: NoteWord): boolean {
  return word.value === undefined && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(word.key)
}

function readComposite(draft: Draft, name: NoteWord, kind: NoteWord, args: readonly NoteWord[]): DraftCheck {
  const counted = kind.key === 'atleast' ? args[0] : undefined
  const members = counted === undefined ? args : args.slice(1)
  for (const member of members)
    if (member.value !== undefined) {
      const sentence = `a composite check takes names of checks only; set ${member.key}= on its members`
      draft.problems.error(member.place, 'note-word', sentence)
    }
  const named = members.filter((member) => member.value === undefined)
  const need = readNeed(draft, kind, counted, named.length)
  if (members.length === 0) {
    const example = kind.key === 'atleast' ? 'atleast 2 A B C' : `${kind.key} A B`
    draft.problems.error(kind.place, 'note-syntax', `"${kind.key}" of which checks? write ${example}`)
  } else if (need > named.length)
    draft.problems.error(
      (counted ?? kind).place,
      'check-need',
      `${need} of ${named.length} can never pass; lower the number or name more checks`,
    )
  const declaration = {
    name: name.key,
    place: name.place,
    kind: 'composite',
    need,
    members: named.map((member) => member.key),
  } as const
  return { declaration, memberPlaces: named.map((member) => member.place) }
}

function readNeed(draft: Draft, kind: NoteWord, counted: NoteWord | undefined, members: number): number {
  if (kind.key === 'all') return members
  if (kind.key === 'any') return 1
  const need = counted !== undefined && /^\d{1,4}$/.test(counted.key) ? Number(counted.key) : 0
  if (need > 0 && counted?.value === undefined) return need
  const sentence = '"atleast" needs a number of 1 or more; write atleast 2 A B C'
  draft.problems.error((counted ?? kind).place, 'note-value', sentence)
  return 1
}

function readProbe(
  draft: Draft,
  scope: FileScope,
  name: NoteWord,
  kind: NoteWord,
  args: readonly NoteWord[],
): DraftCheck {
  const { checkKinds } = draft.options
  const known = kind.value === undefined ? checkKinds.get(kind.key) : undefined
  const timing = readTiming(draft.problems, args, scope.timing)
  const role = readRole(draft.problems, args)
  const options = known === undefined ? {} : readOptions(draft, known, kind, args)
  if (known === undefined) {
    const near = suggestion(kind.key, [...checkKinds.keys(), ...COMPOSITES])
    draft.problems.error(
      kind.place,
      'unknown-check-kind',
      () => `${quote(kind.key)} is no kind of check${near}`,
    )
  }
  const declaration = {
    name: name.key,
    place: name.place,
    kind: 'probe',
    type: kind.key,
    options,
    timing,
    ...role,
  } as const
  const needsPlace = args.find((word) => word.key === 'needs')?.place ?? name.place
  return { declaration, memberPlaces: role.needs.map(() => needsPlace) }
}

/** A repeated option of a probe comes as the lines of one text; whether it may is the probe's business. */
function readOptions(
  draft: Draft,
  known: CheckKind,
  kind: NoteWord,
  args: readonly NoteWord[],
): Readonly<Record<string, string>> {
  const { problems } = draft
  const shared = [...TIMING_KEYS, ...ROLE_KEYS]
  const words = args.filter((word) => !shared.includes(word.key))
  const names = [...known.optionNames, ...shared, ADDRESS_OPTION]
  const options: Record<string, string> = {}
  for (const word of words)
    if (!names.includes(word.key)) {
      const sentence = () => `${kind.key} has no option ${quote(word.key)}${suggestion(word.key, names)}`
      problems.error(word.place, 'bad-check-option', sentence)
    } else if (word.key === ADDRESS_OPTION && ADDRESS_OPTION in options)
      problems.error(word.place, 'note-repeated', `${word.key}= stands here twice; keep one of them`)
    else if (hasValue(problems, word, `${word.key}=…`))
      options[word.key] = word.key in options ? `${options[word.key]}\n${word.value}` : (word.value ?? '')
  validate(draft, known, kind, words, options)
  return options
}

function validate(
  draft: Draft,
  known: CheckKind,
  kind: NoteWord,
  words: readonly NoteWord[],
  options: Readonly<Record<string, string>>,
): void {
  const placed = (option: string) => words.find((word) => word.key === option)
  const address = options[ADDRESS_OPTION]
  const addressWord = placed(ADDRESS_OPTION)
  if (address !== undefined && addressWord !== undefined && addressFromText(address) === undefined)
    refuse(draft.problems, addressWord, 'an IPv4 or IPv6 address')
  const own = Object.fromEntries(Object.entries(options).filter(([key]) => key !== ADDRESS_OPTION))
  for (const { option, sentence } of known.validate(own))
    draft.problems.error((placed(option) ?? kind).place, 'bad-check-option', sentence)
}
