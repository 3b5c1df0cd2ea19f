// Logs in at a PostgreSQL server: trust, MD5, SCRAM-SHA-256, and the password in clear where TLS hides it.
import { createHash, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Finding, OctetReader } from '../attempt/converse.ts'
import { printable } from '../attempt/printable.ts'
import {
  int32,
  type PostgresMessage,
  passwordMessage,
  readError,
  readMessage,
  zeroEnded,
} from './postgres-message.ts'
import { isServerProof, proveScram, readChallenge, SCRAM_MECHANISM, scramFirst } from './scram.ts'

/** One connection on which the startup message was sent. */
export interface PostgresSession {
  readonly socket: Socket
  readonly reader: OctetReader
  readonly isSecret: boolean
}

export interface PostgresLogin {
  readonly user: string
  /** Undefined: none, the server has to trust us. */
  readonly password: string | undefined
}

/** The kinds of `R` messages. */
const AUTHENTICATION = { ok: 0, clear: 3, md5: 5, sasl: 10, saslContinue: 11, saslFinal: 12 } as const
const NONCE_OCTETS = 18

export const NOT_POSTGRES: Finding = ['protocol', 'not an answer of PostgreSQL']

/** Undefined when logged in: the server says next that it is ready. */
export async function logIn(session: PostgresSession, login: PostgresLogin): Promise<Finding | undefined> {
  const request = await next(session)
  if ('finding' in request) return request.finding
  if (request.kind === AUTHENTICATION.ok) return undefined
  const { password } = login
  if (password === undefined) return ['login', 'asks for a password: give password-file=']
  const failure = await answerRequest(session, request, { ...login, password })
  if (failure !== undefined) return failure
  const verdict = await next(session)
  if ('finding' in verdict) return verdict.finding
  return verdict.kind === AUTHENTICATION.ok ? undefined : NOT_POSTGRES
}

interface Request {
  readonly kind: number
  readonly content: Buffer
}

type Credentials = PostgresLogin & { readonly password: string }

async function answerRequest(
  session: PostgresSession,
  { kind, content }: Request,
  login: Credentials,
): Promise<Finding | undefined> {
  const { socket, isSecret } = session
  if (kind === AUTHENTICATION.sasl) return scram(session, content, login)
  if (kind === AUTHENTICATION.md5) socket.write(passwordMessage(zeroEnded(md5Answer(login, content))))
  else if (kind !== AUTHENTICATION.clear)
    return ['login', `asks for a way to log in that is not known: ${kind}`]
  else if (!isSecret) return ['login', 'asks for the password in clear, which needs tls=yes']
  else socket.write(passwordMessage(zeroEnded(login.password)))
  return undefined
}

function md5Answer({ user, password }: Credentials, salt: Buffer): string {
  const md5 = (...parts: readonly (string | Buffer)[]): string =>
    parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex')
  return `md5${md5(md5(password, user), salt)}`
}

async function scram(
  session: PostgresSession,
  mechanisms: Buffer,
  login: Credentials,
): Promise<Finding | undefined> {
  if (!mechanisms.toString('latin1').split('\0').includes(SCRAM_MECHANISM))
    return [
      'login',
      `asks for a way to log in that is not known: ${printable(mechanisms.toString('latin1'))}`,
    ]
  const nonce = randomBytes(NONCE_OCTETS).toString('base64')
  const first = Buffer.from(scramFirst(login.user, nonce))
  session.socket.write(passwordMessage(zeroEnded(SCRAM_MECHANISM), int32(first.length), first))
  const offer = await next(session)
  if ('finding' in offer) return offer.finding
  const serverFirst = offer.content.toString('utf8')
  const challenge = readChallenge(serverFirst, nonce)
  if (offer.kind !== AUTHENTICATION.saslContinue || challenge === undefined) return BAD_SCRAM
  const proof = await proveScram(login, nonce, serverFirst, challenge)
  session.socket.write(passwordMessage(Buffer.from(proof.message)))
  const final = await next(session)
  if ('finding' in final) return final.finding
  if (final.kind !== AUTHENTICATION.saslFinal) return BAD_SCRAM
  const isProven = isServerProof(final.content.toString('utf8'), proof)
  return isProven ? undefined : ['login', 'the server does not know the password itself']
}

const BAD_SCRAM: Finding = ['protocol', `not an answer of ${SCRAM_MECHANISM}`]

/** The next request of authentication, or why there is none. */
async function next({ reader }: PostgresSession): Promise<Request | { readonly finding: Finding }> {
  const message = await readMessage(reader)
  if (message?.type === 'E') return { finding: refusal(message) }
  const isRequest = message?.type === 'R' && message.body.length >= 4
  return isRequest
    ? { kind: message.body.readInt32BE(0), content: message.body.subarray(4) }
    : { finding: NOT_POSTGRES }
}

/** By the class of the SQLSTATE: who may not come in is told so by 28, 3D (no such database) and 42501. */
export function refusal({ body }: PostgresMessage): Finding {
  const { code, message } = readError(body)
  return [/^(28|3D|42501)/.test(code) ? 'login' : 'unavailable', printable(message)]
}
