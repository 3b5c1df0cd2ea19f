// One HTTP request and its response (RFC 8484 §4.2), the same over HTTP/2 and HTTP/1.1.

import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Answerer } from './answerer.ts'
import { writeAddress } from './client-address.ts'
import { DOH_METHODS, DOH_TYPE, type Refusal, readDohRequest } from './doh-request.ts'
import { freshnessSeconds } from './freshness.ts'
import { MAX_TCP_MESSAGE, REPLY_SLACK } from './limits.ts'
import { count, counterIndex } from './serve-counters.ts'

export interface DohService {
  readonly answerer: Answerer
  /** Called after a request was received and before it is answered. */
  readonly beforeAnswers: () => void
  readonly counts: Float64Array
}

const REFUSED = counterIndex('https-refused')
const EMPTY = Buffer.alloc(0)

// One per worker thread: the message that is answered now.
const message = Buffer.allocUnsafeSlow(MAX_TCP_MESSAGE + REPLY_SLACK)
const client = new Uint8Array(16)

/** Node's HTTP/1.1 objects have the same form where these are used. */
export function exchange(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  service: DohService,
): void {
  const address = request.socket.remoteAddress
  if (address === undefined) return
  const asked = readDohRequest({
    method: request.method,
    target: request.url,
    contentType: request.headers['content-type'],
    contentLength: request.headers['content-length'],
  })
  const answer = (query: Buffer): void => respond(query, address, request, response, service)
  if ('refusal' in asked) refuse(asked.refusal, request, response, service)
  else if ('message' in asked) answer(asked.message)
  else readBody(request, answer, () => refuse(413, request, response, service))
}

function readBody(request: Http2ServerRequest, whole: (body: Buffer) => void, tooLong: () => void): void {
  const chunks: Buffer[] = []
  let octets = 0
  request.on('data', (chunk: Buffer) => {
    const wasShort = octets <= MAX_TCP_MESSAGE
    octets += chunk.length
    if (octets <= MAX_TCP_MESSAGE) chunks.push(chunk)
    else if (wasShort) tooLong()
  })
  request.on('end', () => {
    if (octets <= MAX_TCP_MESSAGE) whole(Buffer.concat(chunks))
  })
}

function respond(
  query: Buffer,
  address: string,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  service: DohService,
): void {
  service.beforeAnswers()
  query.copy(message)
  const family = writeAddress(address, client, 0)
  const octets = service.answerer.respond(message, 0, query.length, client, 0, family, 'https')
  // What deserves no answer in DNS is no request that HTTP could say more about.
  if (octets === 0) {
    refuse(400, request, response, service)
    return
  }
  const reply = Buffer.from(message.subarray(0, octets))
  response.writeHead(200, {
    'content-type': DOH_TYPE,
    'content-length': octets,
    'cache-control': `max-age=${freshnessSeconds(reply)}`,
  })
  response.end(request.method === 'HEAD' ? EMPTY : reply)
}

function refuse(
  status: Refusal,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  { counts }: DohService,
): void {
  count(counts, REFUSED)
  response.writeHead(status, {
    'content-length': 0,
    ...(status === 405 ? { allow: DOH_METHODS } : {}),
    // The rest of a body that is not wanted is not waited for; HTTP/2 closes the stream alone.
    ...(request.httpVersionMajor === 1 ? { connection: 'close' } : {}),
  })
  response.end()
}
