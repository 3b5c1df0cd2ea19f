// grpc: a gRPC server says that it is serving, by the standard health service (grpc.health.v1).
//
// | option   | default     | meaning                                                                         |
// |----------|-------------|---------------------------------------------------------------------------------|
// | port=    | required    | 1 to 65535                                                                      |
// | service= | none        | the service that must be SERVING; without it the server as a whole              |
// | host=    | the address | the `:authority`, with or without :port                                         |
// | tls=     | no          | `yes`: over TLS                                                                 |
// | name=    | from host=  | sent as SNI and expected in the certificate; without both: the address itself   |
// | ca=      | none        | PEM file (absolute path) whose certificates are trusted beside the public ones  |
// | days=    | 0           | the certificate must be valid for so many more days                             |
// | verify=  | yes         | `no` accepts any chain and name; days= is still kept                            |
// | hold=    | no          | `yes`: also keeps a connection open, and probes at once when it ends            |
//
// Calls Check once. A service that the server does not know, and a server without the health service, fail.
//
//     ;@ check orders grpc port=50051 service=orders.v1.Orders
import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import type { Finding } from './attempt/converse.ts'
import { holding } from './attempt/hold.ts'
import { printable } from './attempt/printable.ts'
import { openTransport } from './attempt/transport.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { hostName } from './options/http-options.ts'
import { line, optional, port, readOptions, type Values } from './options/options.ts'
import { TRANSPORT_OPTIONS, transportOf, withoutTls } from './options/transport-options.ts'
import type { Probe } from './probe.ts'
import { CHECK_PATH, codeName, decodeCheckResponse, encodeCheck } from './protocol/grpc-health.ts'
import { hostField } from './protocol/http-request.ts'
import { HTTP2_PROTOCOL, NO_HTTP2, offersHttp2, openStream } from './protocol/http2-session.ts'

const OPTIONS = {
  port: port(),
  service: optional(line()),
  host: hostName(),
  ...TRANSPORT_OPTIONS,
  ...HOLD_OPTION,
}

type Expectation = Values<typeof OPTIONS>

export const grpc: Probe<'grpc'> = {
  type: 'grpc',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = withoutTls(values)
    if (problems.length > 0) return { ok: false, problems }
    const transport = transportOf(values, [HTTP2_PROTOCOL], values.host)
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        openTransport(attempt, address, values.port, transport, ready),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const socket = openTransport(attempt, address, values.port, transport, (socket) => {
            if (offersHttp2(socket)) callCheck(attempt, socket, address, values)
            else attempt.end(...NO_HTTP2)
          })
          return () => socket.destroy()
        }),
    }
  },
}

/** No scheme has a port that would be gRPC's own. */
const NO_PORT = 0
const CONTENT_TYPE = 'application/grpc'
/** A HealthCheckResponse has two octets, and five of its frame; there may be fields that come later. */
const MAX_RESPONSE_OCTETS = 1024

function callCheck(attempt: Attempt, socket: Socket, address: string, expected: Expectation): void {
  const headers = {
    ':method': 'POST',
    ':path': CHECK_PATH,
    ':authority': hostField(expected.host, address, expected.port, NO_PORT),
    'content-type': CONTENT_TYPE,
    te: 'trailers',
    'user-agent': 'failover',
  }
  const stream = openStream(attempt, socket, headers, encodeCheck(expected.service ?? ''))
  let message: Buffer = Buffer.alloc(0)
  stream.once('response', (headers) => {
    const finding = judgeHeaders(headers)
    if (finding !== undefined) attempt.end(...finding)
  })
  stream.on('data', (chunk: Buffer) => {
    message = Buffer.concat([message, chunk])
    if (message.length > MAX_RESPONSE_OCTETS) attempt.end(...NO_RESPONSE)
  })
  stream.once('trailers', (trailers) => attempt.end(...judgeTrailers(trailers, message)))
  stream.once('end', () => attempt.end('protocol', 'the answer has no grpc-status'))
}

const NO_RESPONSE: Finding = ['protocol', 'the answer is no HealthCheckResponse']

/** Undefined when the answer goes on. One that is over with its headers has the trailers among them. */
function judgeHeaders(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): Finding | undefined {
  const { ':status': status, 'content-type': type } = headers
  if (status !== 200) return ['status', `${status}, expected 200`]
  if (!type?.startsWith(CONTENT_TYPE)) return ['protocol', `answered as ${printable(type ?? 'nothing')}`]
  return headers['grpc-status'] === undefined ? undefined : judgeTrailers(headers, Buffer.alloc(0))
}

function judgeTrailers(trailers: IncomingHttpHeaders, message: Buffer): Finding {
  const code = `${trailers['grpc-status']}`
  if (code !== OK) return refusal(code, `${trailers['grpc-message'] ?? ''}`)
  const status = decodeCheckResponse(message)
  if (status === undefined) return NO_RESPONSE
  return [status === 'SERVING' ? 'ok' : 'unavailable', status]
}

const OK = '0'
const UNAVAILABLE = '14'
/** PERMISSION_DENIED and UNAUTHENTICATED. */
const LOGIN: readonly string[] = ['7', '16']

function refusal(code: string, message: string): Finding {
  const detail = [codeName(code), ...(message === '' ? [] : [printable(message)])].join(': ')
  if (LOGIN.includes(code)) return ['login', detail]
  return [code === UNAVAILABLE ? 'unavailable' : 'status', detail]
}
