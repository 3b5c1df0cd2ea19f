// HTTP/2 on a connection that stands, as the client of one request (RFC 9113).
import http2 from 'node:http2'
import type { Socket } from 'node:net'
import type { Attempt } from '../attempt/attempt.ts'
import { MAX_HEADER_OCTETS } from './http-exchange.ts'

/** Of Node's own; it is the least that there is, in MB. */
const MAX_SESSION_MEMORY = 1
const MAX_HEADER_FIELDS = 128

/** Sends the request; what goes wrong with the session or the stream at any later time is the attempt's end. */
export function openStream(
  attempt: Attempt,
  socket: Socket,
  headers: http2.OutgoingHttpHeaders,
  content: Buffer | undefined,
): http2.ClientHttp2Stream {
  attempt.stage = 'while waiting for the answer'
  const session = http2.connect(UNUSED_AUTHORITY, {
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: MAX_HEADER_OCTETS },
    maxSessionMemory: MAX_SESSION_MEMORY,
    maxHeaderListPairs: MAX_HEADER_FIELDS,
  })
  session.on('error', (error) => attempt.fail(error))
  const stream = session.request(headers, { endStream: content === undefined })
  stream.on('error', (error) => attempt.fail(error))
  stream.once('close', () => attempt.end('closed', attempt.stage))
  if (content !== undefined) stream.end(content)
  return stream
}

/** Node wants one, but connects nowhere: the connection is there, and `:authority` and `:scheme` are in the request. */
const UNUSED_AUTHORITY = 'http://unused.invalid'
