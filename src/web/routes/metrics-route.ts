// The route from which Prometheus reads: the same on the Unix socket and for other machines.
import type { Hono } from 'hono'
import type { MetricsSource } from '../metrics/metrics.ts'

export function addMetrics(app: Hono, metrics: MetricsSource): void {
  app.get('/metrics', async (context) => {
    const { text, contentType } = await metrics.read()
    return context.body(text, 200, { 'content-type': contentType })
  })
}
