// One HTTP/2 request and its response on a connection that stands.
import { constants, type OutgoingHttpHeaders } from 'node:http2'
import type { Socket } from 'node:net'
import type { Attempt } from '../attempt/attempt.ts'
import type { HttpExpectation, HttpRequest } from './http-request.ts'
import { judgeResponse } from './http-response.ts'
import { openStream } from './http2-session.ts'

export function exchangeOverHttp2(
  attempt: Attempt,
  socket: Socket,
  request: HttpRequest,
  expected: HttpExpectation,
): void {
  const stream = openStream(attempt, socket, headersOf(request), request.content)
  stream.once('response', (headers) => {
    const isWhole = (): boolean => stream.rstCode === constants.NGHTTP2_NO_ERROR
    const answer = { status: headers[':status'] ?? 0, fields: headers, body: stream, isWhole }
    judgeResponse(attempt, answer, expected)
  })
}

/** RFC 9113 §8.3.1: what is the request line and Host in HTTP/1.1; §8.2: names are in lower case. */
function headersOf({ method, path, host, fields }: HttpRequest): OutgoingHttpHeaders {
  return {
    ':method': method,
    ':authority': host,
    ':path': path,
    ...Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value])),
  }
}
