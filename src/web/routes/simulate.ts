// POST /v1/simulate: what would be answered with servers down, or by another zone file; changes nothing.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'
import { limitedBody, parsedBody } from './json-body.ts'
import { problemResponse } from './problem.ts'

const MAX_TARGETS = 100
const MAX_TARGET_CHARACTERS = 1200
/** PATH_MAX of Linux. */
const MAX_PATH_CHARACTERS = 4096

export const simulateBody = z
  .strictObject({
    down: z
      .array(z.string().trim().min(1).max(MAX_TARGET_CHARACTERS), { error: 'expected a list of targets' })
      .min(1)
      .max(MAX_TARGETS)
      .describe('What is down: as the target of a decree, or a network.')
      .exactOptional(),
    zone: z
      .string({ error: 'expected the path of a file' })
      .max(MAX_PATH_CHARACTERS)
      .regex(/^\/[^\0]*$/, { error: 'expected an absolute path' })
      .describe(
        "A zone file on the daemon's machine, as if it were in the zones folder; on the Unix socket only.",
      )
      .exactOptional(),
  })
  .refine(({ down, zone }) => (down === undefined) !== (zone === undefined), {
    error: 'expected either down, a list of targets, or zone, the path of a file',
  })
  .meta({ description: 'What is to be supposed.', oneOf: [{ required: ['down'] }, { required: ['zone'] }] })

const limited = limitedBody('what to simulate')

const ELSEWHERE = 'zone files are read on the machine of the daemon only: run failover simulate --zone there'

/** `mayReadFiles`: who asks is on this machine. To others a zone file that cannot be read would tell what is in it. */
export function addSimulate(app: Hono, operator: Pick<Operator, 'simulate'>, mayReadFiles: boolean): void {
  app.post('/v1/simulate', limited, async (context) => {
    const body = simulateBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('what to simulate cannot be understood', body.error)
    if (!mayReadFiles && body.data.zone !== undefined) return problemResponse('forbidden', ELSEWHERE)
    const result = await operator.simulate(body.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
