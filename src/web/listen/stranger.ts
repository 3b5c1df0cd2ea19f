// How a request of another machine is refused before it is heard: a foreign Host, no good token, too many of these.
import { performance } from 'node:perf_hooks'
import type { Context } from 'hono'
import { problemResponse } from '../routes/problem.ts'
import { type Failures, MAX_FAILURES } from './failures.ts'

/** `section` of failover.yaml, with its colon. */
export function misdirected(section: string): Response {
  const sentence = `the Host is none of this node: name it in failover.yaml, ${section} hosts`
  return problemResponse('misdirected', sentence)
}

/**
 * Who shows no good token. A good one is always heard: its network may be that of a proxy, or of a client with an old
 * token, and neither may shut it out. `token` says which one is wanted; `onCount` is told of the first and of the last before the limit.
 */
export function refuseStranger(
  failures: Failures,
  client: string,
  token: string,
  onCount: (count: number) => void,
): Response {
  const nowMs = performance.now()
  const leftMs = failures.leftMs(client, nowMs)
  if (leftMs > 0) return tooMany(leftMs)
  const count = failures.add(client, nowMs)
  if (count === 1 || count === MAX_FAILURES) onCount(count)
  const response = problemResponse('unauthorized', `send ${token}, as Authorization: Bearer …`)
  response.headers.set('www-authenticate', 'Bearer')
  return response
}

/** `leftMs`: until the next one is told so by 401 again. */
function tooMany(leftMs: number): Response {
  const sentence = `${MAX_FAILURES} wrong tokens came from your network, and this is another one: correct it, and wait until Retry-After`
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
