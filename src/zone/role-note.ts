// `needs= canary=` of `;@ check`: what a check says of its part beside the others, whatever its type is.
import { ADDRESS_OPTION } from './check-kind.ts'
import { hasValue, list, oneOf } from './note-value.ts'
import type { NoteWord } from './note-words.ts'
import type { ProblemList } from './problem-list.ts'
import type { ProbeDeclaration } from './zone.ts'

type Role = Pick<ProbeDeclaration, 'needs' | 'canary'>

const ROLE_WORDS = {
  needs: {
    example: 'needs=router',
    read: (problems: ProblemList, word: NoteWord): Partial<Role> => ({ needs: list(problems, word) ?? [] }),
  },
  canary: {
    example: 'canary=yes',
    read: (problems: ProblemList, word: NoteWord): Partial<Role> => ({
      canary: yesOrNo(problems, word) === 'yes',
    }),
  },
} as const

const yesOrNo = oneOf(['yes', 'no'])

export const ROLE_KEYS: readonly string[] = Object.keys(ROLE_WORDS)

/** Words of other keys are left to the caller. */
export function readRole(problems: ProblemList, words: readonly NoteWord[]): Role {
  let role: Role = { needs: [], canary: false }
  const seen = new Set<string>()
  for (const word of words) {
    if (!isRoleKey(word.key)) continue
    const { example, read } = ROLE_WORDS[word.key]
    if (seen.has(word.key))
      problems.error(word.place, 'note-repeated', `${word.key}= stands here twice; keep one of them`)
    else if (hasValue(problems, word, example)) role = { ...role, ...read(problems, word) }
    seen.add(word.key)
  }
  const canary = words.find(({ key }) => key === 'canary')
  if (role.canary && canary !== undefined && !words.some(({ key }) => key === ADDRESS_OPTION))
    problems.error(
      canary.place,
      'check-without-address',
      'a canary stands behind no record, so it has no address to probe; write address=10.0.0.1 canary=yes',
    )
  return role
}

function isRoleKey(key: string): key is keyof typeof ROLE_WORDS {
  return Object.hasOwn(ROLE_WORDS, key)
}
