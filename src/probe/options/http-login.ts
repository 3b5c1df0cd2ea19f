// Who asks, in the Authorization field: a user with a password, or a bearer token, each secret from a file.
import type { OptionProblem } from '../probe.ts'
import type { HttpField } from './http-options.ts'
import { LOGIN_OPTIONS } from './login-options.ts'
import type { Values } from './options.ts'
import { secretFile } from './secret-file.ts'

/** RFC 6750 §2.1: what a bearer token is made of. */
const TOKEN = { pattern: /^[\w.~+/-]+=*$/, sentence: 'has no bearer token' }

export const HTTP_LOGIN_OPTIONS = { ...LOGIN_OPTIONS, 'bearer-file': secretFile(TOKEN) }

type HttpLogin = Values<typeof HTTP_LOGIN_OPTIONS>

/** No field when nobody logs in. Throws while the file of the secret is bad. */
export function authorization(login: HttpLogin): readonly HttpField[] {
  const { user, 'password-file': password, 'bearer-file': token } = login
  if (token !== undefined) return [['Authorization', `Bearer ${token()}`]]
  if (user === undefined || password === undefined) return []
  // RFC 7617 §2.1: in UTF-8, which every server takes that takes more than ASCII.
  return [['Authorization', `Basic ${Buffer.from(`${user}:${password()}`).toString('base64')}`]]
}

export function loginProblems(login: HttpLogin, fields: readonly HttpField[]): readonly OptionProblem[] {
  const { user, 'password-file': password, 'bearer-file': token } = login
  const problems: OptionProblem[] = []
  const refuse = (option: string, sentence: string): unknown => problems.push({ option, sentence })
  if (user !== undefined && password === undefined)
    refuse('user', 'user= logs in with a password: give password-file= too')
  if (user === undefined && password !== undefined)
    refuse('password-file', 'password-file= is the password of somebody: give user= too')
  // RFC 7617 §2: the first colon ends the user.
  if (user?.includes(':')) refuse('user', 'user= cannot have a colon')
  if (token !== undefined && (user !== undefined || password !== undefined))
    refuse('bearer-file', 'bearer-file= and user= exclude each other')
  const isLogin = token !== undefined || user !== undefined || password !== undefined
  if (isLogin && fields.some(([name]) => name.toLowerCase() === 'authorization'))
    refuse('header', 'header= sets Authorization, as user= and bearer-file= do: give one of them')
  return problems
}
