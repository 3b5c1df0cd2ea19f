// The options of probes that can log in: who, and the file with the password.
import { line, optional } from './options.ts'
import { secretFile } from './secret-file.ts'

export const LOGIN_OPTIONS = { user: optional(line()), 'password-file': secretFile() }
