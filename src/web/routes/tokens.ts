// The routes on which tokens are made, listed and revoked; they exist on the Unix socket only.
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { type UserOf, user, whoAsks } from '../listen/who.ts'
import { badRequest, refusal } from './answers.ts'
import { limitedBody, parsedBody } from './json-body.ts'

const MAX_SPAN_CHARACTERS = 40

const name = z.string({ error: 'expected a name' }).regex(/^[\w.-]{1,64}$/, {
  error: 'expected a name of 1 to 64 letters, digits and . _ -',
})

export const tokenBody = z.strictObject({
  name,
  scope: z.enum(['read', 'operate'], { error: 'expected read or operate' }),
  for: z.string({ error: 'expected a duration such as "90d"' }).max(MAX_SPAN_CHARACTERS).exactOptional(),
  user,
})

export const revokeBody = z.strictObject({ name })

const limited = limitedBody('what is said about a token')

export function addTokens(
  app: Hono,
  operator: Pick<Operator, 'createToken' | 'tokens' | 'revokeToken'>,
  log: Logger,
  userOf: UserOf = () => undefined,
): void {
  app.get('/v1/tokens', (context) => context.json(operator.tokens()))
  app.post('/v1/tokens', limited, async (context) => {
    const body = tokenBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('the token cannot be understood', body.error)
    const { user: claimed, ...wanted } = body.data
    const result = operator.createToken({ ...wanted, who: whoAsks(context, userOf, claimed) })
    if ('problem' in result) return refusal(result)
    log.info({ token: result.token }, 'token created')
    return context.json(result)
  })
  app.post('/v1/tokens/revoke', limited, async (context) => {
    const body = revokeBody.safeParse(parsedBody(await context.req.text()))
    if (!body.success) return badRequest('which token to revoke cannot be understood', body.error)
    const result = operator.revokeToken(body.data)
    if ('problem' in result) return refusal(result)
    log.info({ token: result.revoked }, 'token revoked')
    return context.json(result)
  })
}
