// The options of probes that can log in: who, and the file with the password.
import type { OptionProblem } from '../probe.ts'
import { line, optional, type Values } from './options.ts'
import { secretFile } from './secret-file.ts'

export const LOGIN_OPTIONS = { user: optional(line()), 'password-file': secretFile() }

export function withoutUser(
  values: Values<typeof LOGIN_OPTIONS>,
  needing: Readonly<Record<string, unknown>>,
): readonly OptionProblem[] {
  if (values.user !== undefined) return []
  return Object.entries({ 'password-file': values['password-file'], ...needing })
    .filter(([, value]) => value !== undefined)
    .map(([option]) => ({ option, sentence: `${option}= needs a login: give user= too` }))
}
