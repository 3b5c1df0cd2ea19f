// What all answers have in common: an id, what may be kept of them, a line in the log; and whatever goes wrong is a problem.
import type { Context, Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { matchedRoutes } from 'hono/route'
import { METHOD_NAME_ALL } from 'hono/router'
import type { Logger } from 'pino'
import { admit } from './admit.ts'
import { audit } from './audit.ts'
import { WHOLE_SERVER } from './listen/request-target.ts'
import type { UserOf } from './listen/who.ts'
import type { MetricsSource } from './metrics/metrics.ts'
import { RouteTable } from './route-table.ts'
import { PROBLEM_TYPE, type ProblemDetails, problemResponse } from './routes/problem.ts'

export interface Prepared {
  /** Use it behind whatever says who may ask, and before the routes. */
  readonly admission: ReturnType<typeof admit>
}

export interface Preparation {
  readonly log: Logger
  readonly userOf?: UserOf | undefined
  readonly counting?: Counting | undefined
}

/** Where requests come in, and who counts them. */
export interface Counting {
  readonly door: 'socket' | 'api' | 'reports' | 'metrics'
  readonly requests: Pick<MetricsSource, 'requested'>
}

/** Call before the routes are added, and before it is decided who may ask. */
export function prepare(app: Hono, { log, userOf = () => undefined, counting }: Preparation): Prepared {
  const table = new RouteTable(app)
  app.use(requestId())
  app.use(async (context, next) => {
    const beganMs = performance.now()
    await next()
    await finish(context)
    const { status } = context.res
    counting?.requests.requested({ door: counting.door, route: routeOf(context), status })
    audit(context, { log, table, userOf }, performance.now() - beganMs)
  })
  app.notFound(({ req }) => withoutRoute(req.method, req.path, table))
  app.onError((error, context) => {
    const { method, path } = context.req
    log.error({ err: error, requestId: context.get('requestId'), method, path }, 'request failed')
    return problemResponse('internal', 'the daemon could not answer; its log says why')
  })
  return { admission: admit(table) }
}

/** As it was declared, so that there are few. */
function routeOf(context: Context): string {
  return matchedRoutes(context).findLast(({ method }) => method !== METHOD_NAME_ALL)?.path ?? 'none'
}

async function finish(context: Context): Promise<void> {
  const id = context.get('requestId')
  if (context.res.headers.get('content-type') === PROBLEM_TYPE) {
    const problem = (await context.res.json()) as ProblemDetails
    const instance = `urn:failover:request:${id}`
    context.res = new Response(JSON.stringify({ ...problem, instance }), context.res)
  }
  // Not by context.header(), which makes the whole response anew for each of them.
  const { headers } = context.res
  // RFC 9111 §5.2.2.5: nothing is stored on the way, unless a route says otherwise.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-request-id', id)
}

function withoutRoute(method: string, path: string, table: RouteTable): Response {
  const methods = path === WHOLE_SERVER && method !== 'OPTIONS' ? [] : table.methodsAt(path)
  if (methods.length === 0) {
    const meant = table.nearest(path)
    const advice = meant === undefined ? 'GET /openapi.json lists what there is' : `did you mean ${meant}?`
    return problemResponse('not-found', `there is no ${path}; ${advice}`)
  }
  const headers = { allow: methods.join(', ') }
  // RFC 9110 §9.3.7
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers })
  // RFC 9110 §15.5.6: the methods that are there are told.
  const refused = problemResponse(
    'method-not-allowed',
    `${path} is asked by ${methods.join(', ')}, not by ${method}`,
  )
  refused.headers.set('allow', headers.allow)
  return refused
}
