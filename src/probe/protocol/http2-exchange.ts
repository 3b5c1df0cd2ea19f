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
    // What is inherited, such as `constructor`, is no field.
    const valuesOf = (name: string): readonly unknown[] =>
      Object.hasOwn(headers, name) ? [headers[name]].flat() : []
    const sink = judgeResponse(attempt, { status: headers[':status'] ?? 0, valuesOf }, expected)
    if (sink === undefined) return
    stream.on('data', (part: Buffer) => sink.take(part))
    stream.once('end', () => sink.end(stream.rstCode === constants.NGHTTP2_NO_ERROR))
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
