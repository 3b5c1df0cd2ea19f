// The routes on which tokens are made, listed and revoked; they exist on the Unix socket only.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { type UserOf, user, whoAsks } from '../listen/who.ts'
import { badRequest, refusal } from './answers.ts'
import { limitedBody, parsedBody } from './json-body.ts'

const MAX_SPAN_CHARACTERS = 40

const name = z
  .string({ error: 'expected a name' })
  .regex(/^[\w.-]{1,64}$/, {
    error: 'expected a name of 1 to 64 letters, digits and . _ -',
  })
  .describe('Of the token, for people.')

export const tokenBody = z
  .strictObject({
    name,
    scope: z
      .enum(['read', 'operate'], { error: 'expected read or operate' })
      .describe('`operate` is needed for whatever changes something, and includes `read`.'),
    for: z
      .string({ error: 'expected a duration such as "90d"' })
      .max(MAX_SPAN_CHARACTERS)
      .describe('A duration, `90d`; absent: until it is revoked.')
      .exactOptional(),
    user,
  })
  .describe('What is to be made.')

export const revokeBody = z.strictObject({ name, user }).describe('What is to be taken back.')

const limited = limitedBody('what is said about a token')

export function addTokens(
  app: Hono,
  operator: Pick<Operator, 'createToken' | 'tokens' | 'revokeToken'>,
  userOf: UserOf = () => undefined,
): void {
  app.get('/v1/tokens', (context) => context.json(operator.tokens()))
  app.post('/v1/tokens', limited, async (context) => {
    const body = tokenBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('the token cannot be understood', body.error)
    const { user: claimed, ...wanted } = body.data
    const result = operator.createToken({ ...wanted, who: whoAsks(context, userOf, claimed) })
    if ('problem' in result) return refusal(result)
    context.set('change', { created: result.token })
    return context.json(result)
  })
  app.post('/v1/tokens/revoke', limited, async (context) => {
    const body = revokeBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('which token to revoke cannot be understood', body.error)
    const { user: claimed, name } = body.data
    const result = operator.revokeToken({ name, who: whoAsks(context, userOf, claimed) })
    if ('problem' in result) return refusal(result)
    context.set('change', result)
    return context.json(result)
  })
}
