// The route from which Prometheus reads: the same on the Unix socket and for other machines.
import type { Hono } from 'hono'
import type { Exposition, MetricsSource } from '../metrics/metrics.ts'
import { type CodedText, codedText } from './coded-text.ts'

export function addMetrics(app: Hono, metrics: MetricsSource): void {
  app.get('/metrics', async (context) => {
    const exposition = await metrics.read()
    const { octets, gzipped } = codedOf(exposition)
    const isCompressed = context.get('mayCompress') === true
    return context.body(isCompressed ? await gzipped() : octets, 200, {
      'content-type': exposition.contentType,
      ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    })
  })
}

/** Several servers of Prometheus read the same text. */
const CODED = new WeakMap<Exposition, CodedText>()

function codedOf(exposition: Exposition): CodedText {
  const known = CODED.get(exposition)
  if (known !== undefined) return known
  const coded = codedText(exposition.text)
  CODED.set(exposition, coded)
  return coded
}
