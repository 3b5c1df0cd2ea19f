// What can be asked of targets over time: GET /v1/outcomes, the last probes of some, and GET /v1/samples, the stored latency of one.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'
import { limitUpTo } from './limit-parameter.ts'
import { inMs, moment } from './moment-parameter.ts'

const MAX_TARGETS = 100
const MAX_TARGET_CHARACTERS = 1200

const target = z
  .string({ error: 'expected a target, as address/check' })
  .min(1, { error: 'expected a target, as address/check' })
  .max(MAX_TARGET_CHARACTERS, { error: `longer than ${MAX_TARGET_CHARACTERS} characters` })
  .describe('A target, as ADDRESS/CHECK.')

/** `target=ID&target=ID…` */
export const outcomesQuery = z.strictObject({
  target: z
    .array(target, { error: 'expected a target: target=10.1.0.10/web' })
    .min(1)
    .max(MAX_TARGETS, { error: `at most ${MAX_TARGETS} targets can be asked for at once` })
    .describe('Targets, as ADDRESS/CHECK; the key is given once for each.'),
})

/** A day of one sample a minute; the main thread reads them in 2 ms. */
const MAX_SAMPLES = 1440

export const samplesQuery = z.strictObject({
  target,
  since: moment('At or after.'),
  until: moment('Before.'),
  limit: limitUpTo(MAX_SAMPLES).default(MAX_SAMPLES),
})

const BAD_QUERY = 'the query cannot be understood'

export function addSeries(app: Hono, operator: Pick<Operator, 'outcomes' | 'samples'>): void {
  app.get('/v1/outcomes', (context) => {
    const query = outcomesQuery.safeParse(context.req.queries())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const result = operator.outcomes({ targets: query.data.target })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.get('/v1/samples', (context) => {
    const query = samplesQuery.safeParse(context.req.query())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const { target, limit, ...span } = query.data
    const result = operator.samples({ target, limit, ...inMs(span) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
