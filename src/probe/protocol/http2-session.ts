// HTTP/2 on a connection that stands, as the client of one request (RFC 9113).
import http2 from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Attempt } from '../attempt/attempt.ts'
import type { Finding } from '../attempt/converse.ts'
import { MAX_HEADER_OCTETS } from './http-reader.ts'

/** In MB, as Node counts; less than one cannot be said. */
const MAX_SESSION_MEMORY = 1
const MAX_HEADER_FIELDS = 128

/** RFC 9113 §3.2: HTTP/2 over TLS is `h2` in ALPN; §3.3: without TLS it must be known beforehand. */
export const HTTP2_PROTOCOL = 'h2'

export function offersHttp2(socket: Socket): boolean {
  return !(socket instanceof TLSSocket) || socket.alpnProtocol === HTTP2_PROTOCOL
}

export const NO_HTTP2: Finding = ['protocol', 'the server does not offer HTTP/2']

/** Sends the request; what goes wrong with the session or the stream at any later time is the attempt's end. */
export function openStream(
  attempt: Attempt,
  socket: Socket,
  headers: http2.OutgoingHttpHeaders,
  content: Buffer | undefined,
): http2.ClientHttp2Stream {
  attempt.stage = 'while waiting for the answer'
  const session = http2.connect(socket instanceof TLSSocket ? ENCRYPTED : PLAIN, {
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

/** Node takes `:scheme` from it and connects nowhere, for the connection is there; requests say their `:authority`. */
const PLAIN = 'http://unused.invalid'
const ENCRYPTED = 'https://unused.invalid'
