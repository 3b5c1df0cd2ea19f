// Reports from other machines: who may send them, and nothing else than reports.
import { createHash, timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Operator } from '../control/operator.ts'
import { Failures } from './listen/failures.ts'
import { isOurs } from './listen/host.ts'
import { misdirected, refuseStranger, tokenIn } from './listen/stranger.ts'
import type { MetricsSource } from './metrics/metrics.ts'
import { prepare } from './prepare.ts'
import { addReports } from './routes/reports.ts'

export interface ReportAppOptions {
  readonly operator: Pick<Operator, 'takeReport'>
  /** As it is now; throws while its file is bad. */
  readonly token: () => string
  /** Names of this node, absolute and in lower case, beside its addresses. */
  readonly hosts: readonly string[]
  readonly log: Logger
  readonly metrics?: MetricsSource
}

export function createReportApp({ operator, token, hosts, log, metrics }: ReportAppOptions): Hono {
  const app = new Hono()
  const failures = new Failures()
  const { admission } = prepare(app, { log, counting: metrics && { door: 'reports', requests: metrics } })
  app.use(async (context, next) => {
    if (!isOurs(context.req.header('host') ?? '', hosts)) return misdirected('push:')
    const problem = problemWith(context.req.header('authorization') ?? '', token)
    if (problem === undefined) return next()
    const client = getConnInfo(context).remote.address ?? ''
    const told = (count: number) => log.warn({ client, count, problem }, 'report refused')
    return refuseStranger(failures, client, 'the token of failover.yaml, push: token', told)
  })
  app.use(admission)
  addReports(app, operator)
  return app
}

function problemWith(authorization: string, token: ReportAppOptions['token']): string | undefined {
  try {
    return isEqual(authorization, token()) ? undefined : 'it does not show the token'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** In a time that depends on neither: digests are compared. */
function isEqual(authorization: string, token: string): boolean {
  const shown = tokenIn(authorization)
  return shown !== '' && timingSafeEqual(digestOf(shown), digestOf(token))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
