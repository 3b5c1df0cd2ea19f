// The routes of the API, versioned under /v1: check the request, ask the operator, answer JSON.
import { Hono, type MiddlewareHandler } from 'hono'
import { accepts } from 'hono/accepts'
import type { Logger } from 'pino'
import type { Operator } from '../control/operator.ts'
import { compress } from './listen/compress.ts'
import type { UserOf } from './listen/who.ts'
import type { MetricsSource } from './metrics/metrics.ts'
import { prepare } from './prepare.ts'
import { addAlerts } from './routes/alerts.ts'
import { badRequest, refusal } from './routes/answers.ts'
import { explainQuery, exportQuery } from './routes/app-queries.ts'
import { addBackup } from './routes/backup.ts'
import { addEvents } from './routes/events.ts'
import { addHistory } from './routes/history.ts'
import { addMetrics } from './routes/metrics-route.ts'
import { addOpenApi } from './routes/openapi.ts'
import { addOverrides } from './routes/overrides.ts'
import { addReports } from './routes/reports.ts'
import { addSeries } from './routes/series.ts'
import { addSimulate } from './routes/simulate.ts'
import { addStatus } from './routes/status.ts'
import { addTokens } from './routes/tokens.ts'
import { addWhoami } from './routes/whoami.ts'

const JSON_TYPE = 'application/json'
const ZONE_TEXT = { header: 'Accept' as const, supports: ['text/plain', JSON_TYPE], default: 'text/plain' }

const BAD_QUERY = 'the query cannot be understood'

/** Everything, for those who may use the socket, which `mayAsk` decides. Without metrics there is no route for them. */
export function createApp(
  operator: Operator,
  log: Logger,
  userOf?: UserOf,
  metrics?: MetricsSource,
  mayAsk: MiddlewareHandler = (_, next) => next(),
): Hono {
  const app = new Hono()
  const counting = metrics && ({ door: 'socket', requests: metrics } as const)
  const { admission } = prepare(app, { log, userOf, counting })
  app.use(mayAsk, admission, compress())
  addRoutes(app, operator, userOf, metrics)
  addSimulate(app, operator, true)
  addBackup(app, operator)
  addTokens(app, operator, userOf)
  addOpenApi(app, true)
  return app
}

/** What can be asked for from everywhere: `prepare` comes first, and who may ask is decided before it. */
export function addRoutes(app: Hono, operator: Operator, userOf?: UserOf, metrics?: MetricsSource): void {
  addStatus(app, operator)
  app.get('/v1/findings', (context) => context.json(operator.findings()))
  app.get('/v1/explain', async (context) => {
    const query = explainQuery.safeParse(context.req.query())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const result = await operator.explain(query.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.get('/v1/zones/:origin/export', async (context) => {
    const query = exportQuery.safeParse(context.req.query())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const origin = context.req.param('origin')
    const result = await operator.exportZone({ origin, declared: query.data.declared === 'true' })
    if ('problem' in result) return refusal(result)
    // RFC 9110 §12.5.5: who asks for JSON gets another answer.
    context.header('vary', 'Accept')
    return accepts(context, ZONE_TEXT) === JSON_TYPE ? context.json(result) : context.text(result.text)
  })
  app.post('/v1/reload', async (context) => context.json(await operator.reload()))
  addEvents(app, operator, { userOf })
  addHistory(app, operator)
  addOverrides(app, operator, userOf)
  addReports(app, operator)
  addSeries(app, operator)
  addWhoami(app, userOf)
  addAlerts(app, operator)
  if (metrics !== undefined) addMetrics(app, metrics)
}
