// The routes of the API, versioned under /v1: check the request, ask the operator, answer JSON.
import { isIP } from 'node:net'
import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import type { Logger } from 'pino'
import * as z from 'zod'
import type { Operator } from '../control/operator.ts'
import { badRequest, prepare, refusal } from './answers.ts'
import { addBackup } from './backup.ts'
import { addEvents } from './events.ts'
import { addHistory } from './history.ts'
import type { MetricsSource } from './metrics.ts'
import { addMetrics } from './metrics-route.ts'
import { addOverrides } from './overrides.ts'
import { addReports } from './reports.ts'
import { addSimulate } from './simulate.ts'
import { isKnown, tagOf } from './status-tag.ts'
import { addTokens } from './tokens.ts'
import type { UserOf } from './who.ts'

/** RFC 1035 §2.3.4 allows 255 octets; each may be written as `\DDD`. */
const MAX_NAME_CHARACTERS = 4 * 255
const MAX_TYPE_CHARACTERS = 16

const explainQuery = z.strictObject({
  name: z.string({ error: 'expected a name' }).min(1).max(MAX_NAME_CHARACTERS),
  type: z.string().min(1).max(MAX_TYPE_CHARACTERS).exactOptional(),
  from: z
    .string()
    .refine((text) => isIP(text) !== 0, { error: 'expected an IPv4 or IPv6 address' })
    .exactOptional(),
})

/** A switch says what it switches: `declared=true`. */
const exportQuery = z.strictObject({ declared: z.enum(['true', 'false']).default('false') })

const JSON_TYPE = 'application/json'
const ZONE_TEXT = { header: 'Accept' as const, supports: ['text/plain', JSON_TYPE], default: 'text/plain' }

const BAD_QUERY = 'the query cannot be understood'

/** Everything, for those who may use the socket. Without metrics there is no route for them. */
export function createApp(operator: Operator, log: Logger, userOf?: UserOf, metrics?: MetricsSource): Hono {
  const app = new Hono()
  prepare(app, log)
  addRoutes(app, operator, userOf, metrics)
  addBackup(app, operator)
  addTokens(app, operator, log, userOf)
  return app
}

/** What can be asked for from everywhere: `prepare` comes first, and who may ask is decided before it. */
export function addRoutes(app: Hono, operator: Operator, userOf?: UserOf, metrics?: MetricsSource): void {
  app.get('/v1/status', (context) => {
    const status = operator.status()
    const etag = tagOf(status)
    if (isKnown(context.req.header('if-none-match') ?? '', etag)) return context.body(null, 304, { etag })
    return context.json(status, 200, { etag, 'cache-control': 'no-cache' })
  })
  app.get('/v1/explain', (context) => {
    const query = explainQuery.safeParse(context.req.query())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const result = operator.explain(query.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.get('/v1/zones/:origin/export', async (context) => {
    const query = exportQuery.safeParse(context.req.query())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const origin = context.req.param('origin')
    const result = await operator.exportZone({ origin, declared: query.data.declared === 'true' })
    if ('problem' in result) return refusal(result)
    return accepts(context, ZONE_TEXT) === JSON_TYPE ? context.json(result) : context.text(result.text)
  })
  app.post('/v1/pools/:name/:type/failback', (context) => {
    const query = explainQuery.safeParse(context.req.param())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const result = operator.failback(query.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.post('/v1/reload', async (context) => context.json(await operator.reload()))
  addEvents(app, operator)
  addHistory(app, operator)
  addOverrides(app, operator, userOf)
  addReports(app, operator)
  addSimulate(app, operator)
  if (metrics !== undefined) addMetrics(app, metrics)
}
