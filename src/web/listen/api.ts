// The HTTP API on a Unix socket: starts it, closes it.
//
//   cli, page -> socket.ts (who may ask) -> own-host.ts (no page of another's) -> app.ts (what may be asked) -> Operator (control decides)
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { Operator } from '../../control/operator.ts'
import { createApp } from '../app.ts'
import type { MetricsSource } from '../metrics/metrics.ts'
import { addPage } from '../page/add-page.ts'
import { boundsOf } from './bounds.ts'
import { boundConnections } from './connection-places.ts'
import { answerMalformed, listenerOf } from './malformed.ts'
import { refuseForeign } from './own-host.ts'
import { listenOn } from './socket.ts'
import type { UserOf } from './who.ts'

export interface ApiOptions {
  /** Absolute. */
  readonly socketPath: string
  readonly operator: Operator
  readonly metrics?: MetricsSource
  /** Names of this node, absolute and in lower case, for who has forwarded the socket to a port; localhost is one anyway. */
  readonly hosts?: readonly string[]
  readonly log: Logger
  /** Who asks; absent: whoever he says he is. */
  readonly userOf?: UserOf
}

export interface Api {
  /** Lets requests under way end, for half a second at most; removes the socket. */
  close(): Promise<void>
}

const CLOSE_GRACE_MS = 500

export async function startApi(
  options: ApiOptions,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const { socketPath, operator, log, userOf, metrics, hosts = [] } = options
  const mayAsk: MiddlewareHandler = async ({ req }, next) => {
    const asked = { host: req.header('host'), origin: req.header('origin') }
    return refuseForeign(asked, hosts, 'api:') ?? next()
  }
  const app = createApp(operator, log, userOf, metrics, mayAsk)
  addPage(app, { needsToken: false })
  const server = createServer(boundsOf(), listenerOf(app))
  boundConnections(server, log)
  answerMalformed(server)
  const problem = await listenOn(server, socketPath)
  if (problem !== undefined) return { problem }
  server.on('error', (error) => log.error({ err: error }, 'api socket failed'))
  return { api: { close: () => closeServer(server) } }
}

export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(timer)
}
