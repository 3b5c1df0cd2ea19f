// What is refused before its route is asked: what cannot be decoded, is said twice, or is in a form that nobody speaks.
import type { HonoRequest, MiddlewareHandler } from 'hono'
import type { Operation } from './operations/operation.ts'
import type { RouteTable } from './route-table.ts'
import { bodyProblem, isAcceptable, JSON_TYPE } from './routes/media-types.ts'
import { problemResponse } from './routes/problem.ts'

/** The longest subject of a history, each character of it percent-encoded, and some more. */
export const MAX_URL_CHARACTERS = 7168
const BAD_QUERY = 'the query cannot be understood'

/** Comes behind whatever says who may ask. */
export function admit(table: RouteTable): MiddlewareHandler {
  return async ({ req }, next) => {
    const operation = table.operationAt(req.method, req.path)
    return urlProblem(req, operation?.repeated) ?? (operation && formProblem(req, operation)) ?? next()
  }
}

function urlProblem(req: HonoRequest, repeated: readonly string[] = []): Response | undefined {
  if (req.url.length > MAX_URL_CHARACTERS)
    return problemResponse('url-too-long', `a URL has at most ${MAX_URL_CHARACTERS} characters`)
  if (!isDecodable(req.url))
    return problemResponse('bad-request', 'the URL is not percent-encoded UTF-8: write % as %25')
  const doubled = Object.entries(req.queries()).filter(
    ([key, values]) => values.length > 1 && !repeated.includes(key),
  )
  if (doubled.length === 0) return undefined
  return problemResponse(
    'bad-request',
    BAD_QUERY,
    doubled.map(([key]) => `${key}: it is given more than once`),
  )
}

function formProblem(req: HonoRequest, { path, types, query, body }: Operation): Response | undefined {
  const unknown = query === undefined && path.startsWith('/v1/') ? Object.keys(req.query()) : []
  if (unknown.length > 0)
    return problemResponse(
      'bad-request',
      BAD_QUERY,
      unknown.map((key) => `Unrecognized key: "${key}"`),
    )
  const offered = types ?? [JSON_TYPE]
  if (!isAcceptable(req.header('accept'), offered))
    return problemResponse('not-acceptable', `the answer is ${offered.join(' or ')}: accept that`)
  const problem =
    body === undefined || !hasBody(req)
      ? undefined
      : bodyProblem(req.header('content-type'), req.header('content-encoding'))
  if (problem === undefined) return undefined
  const refused = problemResponse('unsupported-media-type', problem)
  // RFC 9110 §15.5.16: what would have been read.
  refused.headers.set('accept', JSON_TYPE)
  return refused
}

/** RFC 9112 §6: a request has a body when one of these says so. */
function hasBody(req: HonoRequest): boolean {
  return (req.header('content-length') ?? '0') !== '0' || req.header('transfer-encoding') !== undefined
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
