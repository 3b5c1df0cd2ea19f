// GET /v1/status: what is up, what is answered, and why.
import type { Hono } from 'hono'
import type { Operator } from '../../control/operator.ts'
import { statusTextsOf } from './status-text.ts'

export function addStatus(app: Hono, operator: Pick<Operator, 'statusSteps' | 'revision'>): void {
  const texts = statusTextsOf(operator)
  app.get('/v1/status', async (context) => {
    const tag = tagOf(operator.revision())
    if (isKnown(context.req.header('if-none-match') ?? '', tag))
      return context.body(null, 304, { etag: tag, 'cache-control': 'no-cache' })
    const { revision, octets, gzipped } = await texts.now()
    const isCompressed = context.get('mayCompress') === true
    return context.body(isCompressed ? await gzipped() : octets, 200, {
      etag: tagOf(revision),
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    })
  })
}

/** RFC 9110 §8.8.1: weak, for two with the same tag may differ: in the last probes and in counters, or in their coding. */
export function tagOf(revision: string): string {
  return `W/"${revision}"`
}

/** RFC 9110 §13.1.2: some tag of the list, compared weakly, or `*`. */
export function isKnown(ifNoneMatch: string, tag: string): boolean {
  const known = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(tag.replace(/^W\//, ''))
}
