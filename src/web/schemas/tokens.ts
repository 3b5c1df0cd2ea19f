// Tokens as they are listed, made and revoked, as control/operator.ts declares them.
import * as z from 'zod'
import { instant, text } from './units.ts'

export const tokenStatus = z
  .object({
    name: text('As it was typed.'),
    scope: z
      .enum(['read', 'operate'])
      .describe('`operate` is needed for whatever changes something, and includes `read`.'),
    who: text('Who has made it.'),
    createdAtMs: instant(),
    endsAtMs: instant('Absent: it lasts until it is revoked.').exactOptional(),
    usedAtMs: instant('To a minute; absent: never.').exactOptional(),
  })
  .describe('A token without its secret.')

export const tokenBearer = tokenStatus
  .pick({ name: true, scope: true, endsAtMs: true })
  .describe('As whom one is known, and what one may do.')

export const newToken = z
  .object({ secret: text('Told this once: what is stored is its digest.'), token: tokenStatus })
  .describe('A token that was made.')

export const tokenList = z
  .object({
    atMs: instant('When this was taken.'),
    tokens: z.array(tokenStatus).describe('By name.'),
  })
  .describe('Every token.')

export const revokeReport = z.object({ revoked: tokenStatus }).describe('A token that is good no longer.')
