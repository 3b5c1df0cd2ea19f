// $INCLUDE FILE [ORIGIN] (RFC 1035 §5.1), bounded in depth and number; who includes whom is never a loop.
import { type Name, nameFromText } from '../dns/name.ts'
import type { Draft, FileScope, Insertion } from './draft.ts'
import { quote } from './nearest.ts'
import type { Entry } from './scan.ts'
import type { Place } from './zone.ts'

export const MAX_INCLUDE_DEPTH = 10
export const MAX_INCLUDES = 1000

export function includeFile(
  draft: Draft,
  scope: FileScope,
  entry: Entry,
  place: Place,
): Insertion | undefined {
  const path = entry.fields[1]?.raw ?? ''
  const origin = originOf(draft, scope, entry.fields[2]?.raw, place)
  if (origin === undefined) return undefined
  if (scope.chain.length > MAX_INCLUDE_DEPTH || ++draft.included > MAX_INCLUDES) {
    const sentence = `files are included more than ${MAX_INCLUDE_DEPTH} deep or ${MAX_INCLUDES} times; include less`
    draft.problems.error(place, 'include-limit', sentence)
    return undefined
  }
  const found = draft.options.include(path, scope.file)
  if ('problem' in found) {
    draft.problems.error(place, 'include-failed', () => `cannot include ${quote(path)}: ${found.problem}`)
    return undefined
  }
  if (!scope.chain.includes(found.file)) return { kind: 'file', text: found.text, file: found.file, origin }
  draft.problems.error(
    place,
    'include-loop',
    `${[...scope.chain, found.file].join(' includes ')}: a file cannot include itself; remove one of these lines`,
  )
  return undefined
}

function originOf(draft: Draft, scope: FileScope, text: string | undefined, place: Place): Name | undefined {
  if (text === undefined) return scope.origin
  const result = nameFromText(text, scope.origin)
  if ('name' in result) return result.name
  draft.problems.error(place, 'directive-syntax', () => `the origin ${quote(text)}: ${result.problem}`)
  return undefined
}
