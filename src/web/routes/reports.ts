// The route on which a target says whether it is well: the same on the Unix socket and for other machines.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'
import { limitedBody, parsedBody } from './json-body.ts'

const MAX_WHY_CHARACTERS = 1024

/** Nothing at all says that it is well. */
export const reportBody = z
  .strictObject({
    down: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .describe('Whether the target is down.'),
    why: z
      .string({ error: 'expected a text' })
      .trim()
      .min(1, { error: 'expected a text that is not empty' })
      .max(MAX_WHY_CHARACTERS, { error: `longer than ${MAX_WHY_CHARACTERS} characters` })
      .describe('Why it is down.')
      .exactOptional(),
  })
  .refine(({ down, why }) => down === (why !== undefined), {
    error: 'who is down says why, and nobody else does: { "down": true, "why": "disk full" }',
  })
  .meta({
    description: 'Nothing at all says that the target is well.',
    oneOf: [
      { properties: { down: { const: true } }, required: ['down', 'why'] },
      { properties: { down: { const: false } }, not: { required: ['why'] } },
    ],
  })

const limited = limitedBody('a report')

export function addReports(app: Hono, operator: Pick<Operator, 'takeReport'>): void {
  app.post('/v1/reports/:target{.+}', limited, async (context) => {
    const body = reportBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('the report cannot be understood', body.error)
    const { down, why = '' } = body.data
    const result = operator.takeReport({ target: context.req.param('target'), down, why })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
