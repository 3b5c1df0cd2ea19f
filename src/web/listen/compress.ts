// Answers compressed for who takes that (RFC 9110 §12.5.3), by the threads of libuv: the main thread has probes to run.
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'

declare module 'hono' {
  interface ContextVariableMap {
    /** Set where the client takes gzip: a route that has its answer in that form already may send it so. */
    readonly mayCompress: boolean | undefined
  }
}

/** A smaller answer goes into one segment anyhow. */
export const MIN_OCTETS = 1400

const compressed = promisify(gzip)

/** What streams stays as it is: an event must not wait for the next one. So does a refusal, which is read again on its way out. */
const COMPRESSIBLE = /^(application\/(json|openmetrics-text)|text\/(?!event-stream))/

export function compress(): MiddlewareHandler {
  return async (context, next) => {
    const mayCompress = acceptsGzip(context.req.header('accept-encoding'))
    context.set('mayCompress', mayCompress)
    await next()
    const { res } = context
    // RFC 9110 §15.4.5: 304 has the Vary that 200 would have had.
    if (res.status !== 304 && !COMPRESSIBLE.test(res.headers.get('content-type') ?? '')) return
    // RFC 9110 §12.5.5: a cache in between must not give one form to a client of the other.
    context.header('vary', 'accept-encoding', { append: true })
    if (!mayCompress || res.body === null || res.headers.has('content-encoding')) return
    const octets = await res.arrayBuffer()
    const isWorthIt = octets.byteLength >= MIN_OCTETS
    const headers = new Headers(context.res.headers)
    headers.delete('content-length')
    if (isWorthIt) headers.set('content-encoding', 'gzip')
    const body = isWorthIt ? await compressed(octets, { level: constants.Z_BEST_SPEED }) : octets
    context.res = undefined
    context.res = new Response(body, { status: res.status, headers })
  }
}

/** RFC 9110 §12.4.2: what has the quality 0 is not accepted; what is named goes before the asterisk. */
export function acceptsGzip(header = ''): boolean {
  const qualities = new Map(
    header.split(',').map((one): [string, number] => {
      const [coding = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
      const quality = parameters.find((part) => part.startsWith('q='))
      return [coding, quality === undefined ? 1 : Number(quality.slice(2))]
    }),
  )
  return (qualities.get('gzip') ?? qualities.get('*') ?? 0) > 0
}
