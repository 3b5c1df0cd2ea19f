// A gRPC server for the probe tests, on node:http2: it reads what it gets as a generated server would.
import http2, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import type { Credentials } from '../support/certificates.ts'
import { listen, type TestServer } from './servers.ts'

export interface Call {
  readonly headers: IncomingHttpHeaders
  /** The service of the HealthCheckRequest. */
  readonly service: string
}

export interface Reply {
  readonly headers?: OutgoingHttpHeaders
  /** Undefined: the answer is its headers alone, with the trailers among them. */
  readonly content?: Buffer
  readonly trailers: OutgoingHttpHeaders
}

interface Options {
  readonly host?: string
  readonly credentials?: Credentials
}

export function grpcServer(
  answer: (call: Call) => Reply,
  { host, credentials }: Options = {},
): Promise<TestServer> {
  const server = credentials === undefined ? http2.createServer() : http2.createSecureServer(credentials)
  server.on('sessionError', () => undefined)
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => stream.destroy())
    const service = serviceIn(await buffer(stream))
    const reply = answer({ headers, service })
    const first = { 'content-type': 'application/grpc', ...reply.headers }
    if (reply.content === undefined)
      return stream.respond({ ...first, ...reply.trailers }, { endStream: true })
    stream.once('wantTrailers', () => stream.sendTrailers(reply.trailers))
    stream.respond(first, { waitForTrailers: true })
    stream.end(reply.content)
  })
  return listen(server, host)
}

/** Throws for what is not a HealthCheckRequest in its frame; the test fails by it. */
function serviceIn(octets: Buffer): string {
  const message = octets.subarray(5)
  if (octets.readUInt8(0) !== 0 || octets.readUInt32BE(1) !== message.length) throw new Error('not one frame')
  if (message.length === 0) return ''
  const [tag, low = 0, high = 0] = message
  const [length, start] = low < 0x80 ? [low, 2] : [(low & 0x7f) + high * 0x80, 3]
  if (tag !== 0x0a || message.length !== start + length) throw new Error('not a request')
  return message.toString('utf8', start)
}

export function framed(...message: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, 0, message.length, ...message])
}

/** HealthCheckResponse with this status, and OK. */
export const serving = (status: number) => (): Reply => ({
  content: framed(...(status === 0 ? [] : [0x08, status])),
  trailers: { 'grpc-status': 0 },
})
