// Errors of the API as problem details (RFC 9457), so that a client never has to guess from prose.
import { STATUS_CODES } from 'node:http'

/** Every kind of problem: with which status it comes, and what it means. The codes are stable, scripts may rely on them. */
export const PROBLEMS = {
  'bad-request': {
    status: 400,
    meaning: 'the request cannot be understood; problems says all that is wrong',
  },
  unauthorized: { status: 401, meaning: 'no good token was shown' },
  forbidden: { status: 403, meaning: 'whoever asks may not do this' },
  'foreign-origin': { status: 403, meaning: 'a web page of another origin asks' },
  'not-found': { status: 404, meaning: 'there is no such path, or nothing of that name' },
  'method-not-allowed': { status: 405, meaning: 'the path is there, and Allow says by which methods' },
  'not-acceptable': { status: 406, meaning: 'the answer has none of the media types that Accept names' },
  'too-slow': { status: 408, meaning: 'the request did not come whole in its time' },
  conflict: { status: 409, meaning: 'what is asked for does not go with what there is' },
  'too-large': { status: 413, meaning: 'the body is too long' },
  'url-too-long': { status: 414, meaning: 'the path and its query are too long' },
  'unsupported-media-type': { status: 415, meaning: 'the body is no JSON, by what its headers say' },
  misdirected: { status: 421, meaning: 'the Host is none of this node' },
  'too-many': { status: 429, meaning: 'too many wrong tokens came from the network of the client' },
  'too-many-own-streams': {
    status: 429,
    meaning: 'whoever asks is told of events over as many connections as one may have',
    retryAfterSeconds: 10,
  },
  'headers-too-large': { status: 431, meaning: 'the header fields are too long' },
  internal: { status: 500, meaning: 'the daemon has failed at this request; its log says why' },
  unavailable: {
    status: 503,
    meaning: 'it cannot be done now; what the database refuses, for example',
    retryAfterSeconds: 5,
  },
  'too-many-streams': {
    status: 503,
    meaning: 'as many clients as may be are told of events already',
    retryAfterSeconds: 10,
  },
} as const satisfies Readonly<Record<string, ProblemKind>>

interface ProblemKind {
  readonly status: number
  readonly meaning: string
  /** RFC 9110 §10.2.3: when it is worth asking again, where nobody can know better. */
  readonly retryAfterSeconds?: number
}

export type ProblemCode = keyof typeof PROBLEMS

/** RFC 9457 §3.1: type, title, status, detail, instance; `problems` is ours: every finding about the request, one line each. */
export interface ProblemDetails {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The id of the request, under which the log tells more. */
  readonly instance?: string
  readonly problems?: readonly string[]
}

/** RFC 9457 §3: problem details have a media type of their own. */
export const PROBLEM_TYPE = 'application/problem+json'

export function problemDetails(
  code: ProblemCode,
  detail: string,
  problems?: readonly string[],
): ProblemDetails {
  const { status } = PROBLEMS[code]
  return {
    type: typeOf(code),
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(problems === undefined ? {} : { problems }),
  }
}

export function typeOf(code: ProblemCode): string {
  return `urn:failover:problem:${code}`
}

export function problemResponse(code: ProblemCode, detail: string, problems?: readonly string[]): Response {
  const body = problemDetails(code, detail, problems)
  const { retryAfterSeconds }: ProblemKind = PROBLEMS[code]
  const headers = {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  }
  return new Response(JSON.stringify(body), { status: body.status, headers })
}
