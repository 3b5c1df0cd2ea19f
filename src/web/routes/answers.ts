// How the routes of the API refuse a request, and what all of their answers have in common.
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type * as z from 'zod'
import type { OperatorProblem } from '../../control/operator.ts'
import { problemResponse } from './problem.ts'

const STATUS_OF = { 'bad-request': 400, 'not-found': 404, conflict: 409, unavailable: 503 } as const

/** Call before the routes are added: nothing is stored on the way, and whatever goes wrong is a problem (RFC 9457). */
export function prepare(app: Hono, log: Logger): void {
  app.use(async (context, next) => {
    await next()
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store')
  })
  app.notFound((context) =>
    problemResponse(404, 'not-found', `there is no ${context.req.method} ${context.req.path}`),
  )
  app.onError((error, context) => {
    log.error({ err: error, method: context.req.method, path: context.req.path }, 'request failed')
    return problemResponse(500, 'internal', 'the daemon could not answer; its log says why')
  })
}

export function refusal({ problem }: OperatorProblem): Response {
  return problemResponse(STATUS_OF[problem.code], problem.code, problem.sentence)
}

export function badRequest(sentence: string, error: z.ZodError): Response {
  const problems = error.issues.map((issue) => [...issue.path, issue.message].join(': '))
  return problemResponse(400, 'bad-request', sentence, problems)
}
