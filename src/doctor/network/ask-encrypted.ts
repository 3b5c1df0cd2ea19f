// Asks our own DNS over TLS (RFC 7858) and DNS over HTTPS (RFC 8484), and sees which certificate is shown.
import { request } from 'node:https'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Endpoint } from '../../config/values.ts'
import { type Asking, askOverStream, queryOf, type Reply, replyIn } from './ask.ts'
import { ASK_WITHIN_MS } from './exchange.ts'
import { failureOf } from './failure.ts'

/** The certificate is judged by itself, so that a bad one is told as such, and not as a closed port. */
const UNVERIFIED = { rejectUnauthorized: false } as const
const MAX_BODY_OCTETS = 65_535

export function askOverTls({ address, port }: Endpoint, asking: Asking): Promise<Reply> {
  return askOverStream(connect({ host: address, port, ...UNVERIFIED }), asking)
}

/** RFC 8484 §4.1: the id is 0. */
export function askOverHttps({ address, port }: Endpoint, asking: Asking): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>()
  const startedAtMs = performance.now()
  const headers = { 'content-type': 'application/dns-message', accept: 'application/dns-message' }
  const signal = AbortSignal.timeout(ASK_WITHIN_MS)
  const options = {
    host: address,
    port,
    method: 'POST',
    path: '/dns-query',
    headers,
    signal,
    agent: false as const,
    ...UNVERIFIED,
  }
  const asked = request(options, (response) => {
    const chunks: Buffer[] = []
    let octets = 0
    response.on('error', (error) => resolve({ failure: failureOf(error) }))
    response.on('data', (chunk: Buffer) => {
      octets += chunk.length
      if (octets > MAX_BODY_OCTETS) response.destroy()
      else chunks.push(chunk)
    })
    response.on('close', () => {
      const message = replyIn(Buffer.concat(chunks), asking, 0)
      const status = `what it sends is no DNS answer (HTTP ${response.statusCode})`
      resolve(
        message === undefined ? { failure: status } : { message, tookMs: performance.now() - startedAtMs },
      )
    })
  })
  asked.on('error', (error) =>
    resolve({ failure: signal.aborted ? `no answer within ${ASK_WITHIN_MS / 1000}s` : failureOf(error) }),
  )
  asked.end(queryOf(asking, 0))
  return promise
}

/** DER of the certificate that is shown there; undefined: none, for whatever reason. */
export function shownCertificate(
  { address, port }: Endpoint,
  name: string | undefined,
): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
  const servername = name === undefined || isIP(name) !== 0 ? {} : { servername: name }
  const socket: TLSSocket = connect({ host: address, port, ...servername, ...UNVERIFIED })
  const late = setTimeout(() => resolve(undefined), ASK_WITHIN_MS)
  socket.on('error', () => resolve(undefined))
  socket.on('secureConnect', () => resolve(socket.getPeerX509Certificate()?.raw))
  return promise.finally(() => {
    clearTimeout(late)
    socket.destroy()
  })
}
