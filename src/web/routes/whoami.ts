// GET /v1/whoami: as whom one is known here, and what one may do.
import type { Hono } from 'hono'
import type { TokenBearer } from '../../control/operator.ts'
import { type UserOf, whoAsks } from '../listen/who.ts'

/** Whoever may open the socket may do everything. */
export function addWhoami(app: Hono, userOf: UserOf = () => undefined): void {
  app.get('/v1/whoami', (context) => {
    const answer: TokenBearer = context.get('bearer') ?? { name: whoAsks(context, userOf), scope: 'operate' }
    return context.json(answer)
  })
}
