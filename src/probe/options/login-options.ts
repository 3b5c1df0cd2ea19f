// The options of probes that can log in: who, and the file with the password.
import type { OptionProblem } from '../probe.ts'
import { line, optional } from './options.ts'
import { secretFile } from './secret-file.ts'

export const LOGIN_OPTIONS = { user: optional(line()), 'password-file': secretFile() }

/** What only somebody who has logged in is told: those of these options that are given although there is no user=. */
export function withoutUser(
  values: Readonly<Record<string, unknown>>,
  ...needing: readonly string[]
): readonly OptionProblem[] {
  if (values['user'] !== undefined) return []
  return needing
    .filter((option) => values[option] !== undefined)
    .map((option) => ({ option, sentence: `${option}= needs a login: give user= too` }))
}
