// Listens for Prometheus on other machines, on the addresses that the configuration names: off unless it names some.
import { Hono } from 'hono'
import type { MetricsSource } from '../metrics/metrics.ts'
import { prepare } from '../prepare.ts'
import { addMetrics } from '../routes/metrics-route.ts'
import type { Api } from './api.ts'
import { compress } from './compress.ts'
import { isOurs } from './host.ts'
import { misdirected } from './stranger.ts'
import { startTcpServers, type TcpServerOptions } from './tcp-servers.ts'

export interface MetricsServerOptions extends TcpServerOptions {
  readonly metrics: MetricsSource
  /** Names of this node, absolute and in lower case. */
  readonly hosts: readonly string[]
}

/** Nothing but the metrics can be asked for there, and nothing can be changed. */
export function startMetricsServer(
  options: MetricsServerOptions,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const app = new Hono()
  const { log, metrics } = options
  const { admission } = prepare(app, { log, counting: { door: 'metrics', requests: metrics } })
  app.use(async (context, next) => {
    if (isOurs(context.req.header('host') ?? '', options.hosts)) return next()
    return misdirected('metrics:')
  })
  app.use(admission, compress())
  addMetrics(app, options.metrics)
  return startTcpServers('metrics:', app, options)
}
