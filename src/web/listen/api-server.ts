// The API for other machines, on the addresses that the configuration names: off unless it names some.
import { Hono } from 'hono'
import type { Operator } from '../../control/operator.ts'
import { addRoutes } from '../app.ts'
import type { MetricsSource } from '../metrics/metrics.ts'
import { addPage } from '../page/add-page.ts'
import { prepare } from '../prepare.ts'
import { addOpenApi } from '../routes/openapi.ts'
import { addSimulate } from '../routes/simulate.ts'
import { requireToken } from './bearer.ts'
import { compress } from './compress.ts'
import { type StartedServers, startTcpServers, type TcpServerOptions } from './tcp-servers.ts'

export interface ApiServerOptions extends TcpServerOptions {
  readonly operator: Operator
  readonly metrics?: MetricsSource
  /** Names of this node, absolute and in lower case. */
  readonly hosts: readonly string[]
}

/** What concerns the machine itself stays on the Unix socket: backups, and who has a token. */
export function startApiServer(options: ApiServerOptions): Promise<StartedServers> {
  const app = new Hono()
  const { log, metrics } = options
  const { admission } = prepare(app, { log, counting: metrics && { door: 'api', requests: metrics } })
  addPage(app, { needsToken: true })
  app.use(requireToken(options), admission)
  app.use(compress())
  addRoutes(app, options.operator, undefined, options.metrics)
  addSimulate(app, options.operator, false)
  addOpenApi(app, false)
  return startTcpServers('api:', app, options)
}
