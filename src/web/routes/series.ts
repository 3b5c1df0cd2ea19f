// What can be asked of targets over time: GET /v1/outcomes, the last probes of some.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'

const MAX_TARGETS = 100
const MAX_TARGET_CHARACTERS = 1200

const target = z
  .string({ error: 'expected a target, as address/check' })
  .min(1, { error: 'expected a target, as address/check' })
  .max(MAX_TARGET_CHARACTERS, { error: `longer than ${MAX_TARGET_CHARACTERS} characters` })

/** `target=ID&target=ID…` */
export const outcomesQuery = z.strictObject({
  target: z
    .array(target, { error: 'expected a target: target=10.1.0.10/web' })
    .min(1)
    .max(MAX_TARGETS, { error: `at most ${MAX_TARGETS} targets can be asked for at once` }),
})

const BAD_QUERY = 'the query cannot be understood'

export function addSeries(app: Hono, operator: Pick<Operator, 'outcomes'>): void {
  app.get('/v1/outcomes', (context) => {
    const query = outcomesQuery.safeParse(context.req.queries())
    if (!query.success) return badRequest(BAD_QUERY, query.error)
    const result = operator.outcomes({ targets: query.data.target })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
