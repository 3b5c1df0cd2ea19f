// Errors of the API as problem details (RFC 9457), so that a client never has to guess from prose.
import { STATUS_CODES } from 'node:http'

/** RFC 9457 §3.1: type, title, status, detail; `problems` is ours: every finding about the request, one line each. */
export interface ProblemDetails {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly problems?: readonly string[]
}

export function problemResponse(
  status: number,
  code: string,
  detail: string,
  problems?: readonly string[],
): Response {
  const body: ProblemDetails = {
    type: `urn:failover:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(problems === undefined ? {} : { problems }),
  }
  // RFC 9457 §3: problem details have a media type of their own.
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  return new Response(JSON.stringify(body), { status, headers })
}
