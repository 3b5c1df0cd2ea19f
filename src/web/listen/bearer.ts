// Who may ask from another machine: no web page through somebody's browser, and nobody without a token.
import { getConnInfo } from '@hono/node-server/conninfo'
import type { HonoRequest, MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { Operator } from '../../control/operator.ts'
import { isHarmless } from '../operations/registry.ts'
import { Failures } from './failures.ts'
import { refuseForeign } from './own-host.ts'
import { forbidden, refuseStranger, tokenIn } from './stranger.ts'

export interface BearerOptions {
  readonly operator: Pick<Operator, 'bearerOf'>
  /** Names of this node, absolute and in lower case, beside its addresses. */
  readonly hosts: readonly string[]
  readonly log: Logger
}

/** What changes nothing (RFC 9110 §9.2.1); of other methods the scope `read` allows what says that it changes nothing. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

export function requireToken({ operator, hosts, log }: BearerOptions): MiddlewareHandler {
  const failures = new Failures()
  return async (context, next) => {
    const { req } = context
    const asked = { host: req.header('host'), origin: req.header('origin') }
    const foreign = refuseForeign(asked, hosts, 'api:')
    if (foreign !== undefined) return foreign
    const shown = tokenIn(req.header('authorization'))
    const bearer = operator.bearerOf(shown)
    if (bearer === undefined) {
      const client = getConnInfo(context).remote.address ?? ''
      const told = (count: number) => log.warn({ client, count }, 'api request without a token refused')
      return refuseStranger(failures, client, 'a token of failover token create', told)
    }
    if (bearer.scope !== 'operate' && !isForReaders(req)) return forbidden(bearer.name)
    context.set('bearer', bearer)
    context.set('isStillBearer', () => operator.bearerOf(shown) !== undefined)
    return next()
  }
}

function isForReaders({ method, path }: HonoRequest): boolean {
  return SAFE_METHODS.includes(method) || isHarmless(method, path)
}
