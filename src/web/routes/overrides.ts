// The routes on which people decree: drain, force down, force up, undo; who does is what the socket says.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { type UserOf, user, whoAsks } from '../listen/who.ts'
import { badRequest, refusal } from './answers.ts'
import { limitedBody, parsedBody } from './json-body.ts'

const MAX_TARGET_CHARACTERS = 1200
const MAX_WHY_CHARACTERS = 1024
const MAX_TIME_CHARACTERS = 40

const target = z
  .string({ error: 'expected a target, an address, a server name or a pool member' })
  .trim()
  .min(1, { error: 'expected a text that is not empty' })
  .max(MAX_TARGET_CHARACTERS, { error: `longer than ${MAX_TARGET_CHARACTERS} characters` })

const time = z.string({ error: 'expected a text' }).max(MAX_TIME_CHARACTERS).exactOptional()

export const decreeBody = z
  .strictObject({
    decree: z.enum(['drain', 'force-down', 'force-up'], { error: 'expected drain, force-down or force-up' }),
    target,
    why: z
      .string({ error: 'expected a text' })
      .trim()
      .min(1, { error: 'expected a text that is not empty' })
      .max(MAX_WHY_CHARACTERS, { error: `longer than ${MAX_WHY_CHARACTERS} characters` }),
    for: time,
    until: time,
    user,
  })
  .refine(({ for: span, until }) => (span === undefined) !== (until === undefined), {
    error: 'expected either for, a duration such as "2h" or "ever", or until, a moment',
  })

export const undoBody = z.strictObject({ target, user })

const limited = limitedBody('a decree')

export function addOverrides(
  app: Hono,
  operator: Pick<Operator, 'decree' | 'undo'>,
  userOf: UserOf = () => undefined,
): void {
  app.post('/v1/overrides', limited, async (context) => {
    const body = decreeBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('the decree cannot be understood', body.error)
    const { user: claimed, ...decree } = body.data
    const result = operator.decree({ ...decree, who: whoAsks(context, userOf, claimed) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.post('/v1/overrides/undo', limited, async (context) => {
    const body = undoBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('what to undo cannot be understood', body.error)
    const { user: claimed, target } = body.data
    const result = operator.undo({ target, who: whoAsks(context, userOf, claimed) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
