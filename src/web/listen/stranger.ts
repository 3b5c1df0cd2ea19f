// How a request of another machine is refused before it is heard: a foreign Host, no good token, too many of these.
import type { Context } from 'hono'
import { problemResponse } from '../routes/problem.ts'
import { MAX_FAILURES } from './failures.ts'

/** `section` of failover.yaml, with its colon. */
export function misdirected(section: string): Response {
  const sentence = `the Host is none of this node: name it in failover.yaml, ${section} hosts`
  return problemResponse('misdirected', sentence)
}

/** `token` says which one. */
export function unauthorized(token: string): Response {
  const response = problemResponse('unauthorized', `send ${token}, as Authorization: Bearer …`)
  response.headers.set('www-authenticate', 'Bearer')
  return response
}

/** `leftMs`: until the network is heard again. */
export function tooMany(leftMs: number): Response {
  const sentence = `${MAX_FAILURES} wrong tokens came from your network; wait until Retry-After`
  const response = problemResponse('too-many', sentence)
  // RFC 9110 §10.2.3: whole seconds.
  response.headers.set('retry-after', `${Math.ceil(leftMs / 1000)}`)
  return response
}

export function forbidden(name: string): Response {
  return problemResponse('forbidden', `the token ${name} may read only: this needs the scope operate`)
}

/** How a request is refused that changes something, by a token that may not; of a dry run nothing is changed. */
export function mayOnlyRead(context: Context, isDryRun: boolean): Response | undefined {
  const bearer = context.get('bearer')
  return isDryRun || bearer === undefined || bearer.scope === 'operate' ? undefined : forbidden(bearer.name)
}

/** Empty when there is none. */
export function tokenIn(authorization = ''): string {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''
}
