// Who asks: the bearer of a token, the user at the other end of the socket, or whoever he says he is.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Context } from 'hono'
import * as z from 'zod'
import type { TokenBearer } from '../../control/operator.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** What `whoAsks` has found. */
    readonly who: string | undefined
    /** Set where a token had to be shown. */
    readonly bearer: TokenBearer | undefined
    /** Whether that token is good now: for answers that last. */
    readonly isStillBearer: (() => boolean) | undefined
  }
}

/** Undefined: nobody knows. */
export type UserOf = (socket: Socket) => string | undefined

const MAX_NAME_CHARACTERS = 100

/** Whoever asks may say who he is; it is written down only where nobody knows better. */
export const user = z
  .string({ error: 'expected a name' })
  .min(1)
  .max(MAX_NAME_CHARACTERS)
  .describe('Who asks; it is written down only where nobody knows better.')
  .exactOptional()

/** `deploy (token)`; `alice`; `alice (claimed)` where the kernel cannot be asked who it is. */
export function whoAsks(context: Context, userOf: UserOf, claimed = 'somebody'): string {
  const who = context.get('who') ?? found(context, userOf) ?? `${claimed} (claimed)`
  context.set('who', who)
  return who
}

function found(context: Context, userOf: UserOf): string | undefined {
  const bearer = context.get('bearer')
  if (bearer !== undefined) return `${bearer.name} (token)`
  const socket = socketOf(context)
  return socket && userOf(socket)
}

/** Undefined: the request did not come over a connection. */
export function socketOf({ env }: Context): Socket | undefined {
  return (env as { readonly incoming: IncomingMessage } | undefined)?.incoming.socket
}
