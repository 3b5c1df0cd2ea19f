// https: a web server gives the expected answer over TLS, with a certificate that a browser would accept.
//
// | option           | default     | meaning                                                                          |
// |------------------|-------------|----------------------------------------------------------------------------------|
// | port=            | 443         | 1 to 65535                                                                       |
// | http=            | 1.1         | `1.1`, `2`, or `any`: the server chooses                                         |
// | host=            | the address | the Host field, with or without :port                                            |
// | method=          | GET         | GET, HEAD, OPTIONS, POST, PUT, PATCH or PROPFIND                                 |
// | path=            | /           | path and query                                                                   |
// | header=          | none        | `header="Name: value"`, may be repeated                                          |
// | send=            | nothing     | the body of the request, as text/plain unless header= says otherwise; `\xHH` and so on |
// | user=            | none        | logs in as this user (Basic); needs password-file=                               |
// | password-file=   | none        | file with the password (absolute path), which others must not be able to read    |
// | bearer-file=     | none        | file with a bearer token (absolute path), which others must not be able to read  |
// | status=          | 200-299     | codes and ranges that pass: 200-299,401. Redirects are never followed            |
// | response-header= | none        | `response-header="Name: text"`: the response has it, with this text in its value |
// | body=            | nothing     | must occur in the body, octet by octet; `\xHH` and so on                         |
// | match=           | nothing     | a regular expression that must match somewhere in the body, as for http          |
// | json=            | nothing     | `json=checks.0.state=up`: the body is JSON with this value there; may be repeated |
// | max-body=        | 65536       | so many octets of the body are looked at, 131072 at most                         |
// | name=            | from host=  | sent as SNI and expected in the certificate; without both: the address itself    |
// | ca=              | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=            | 0           | the certificate must be valid for so many more days                              |
// | verify=          | yes         | `no` accepts any chain and name; days= is still kept                             |
// | hold=            | no          | `yes`: also keeps a connection open, and probes at once when it ends             |
//
// Each probe uses a connection of its own; the request is sent only after the certificate is accepted. With verify=no a
// password or token goes to whoever answers.
//
//     ;@ check web https host=intranet.corp.example path=/healthz ca=/etc/ssl/corp.pem days=14
//     ;@ check api https http=2 path=/health bearer-file=/etc/failover/api.token json=status=UP
import type { TLSSocket } from 'node:tls'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { validForDays } from './attempt/certificate.ts'
import { connectTls } from './attempt/connect.ts'
import { holding } from './attempt/hold.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { oneOf, port, readOptions, type Values } from './options/options.ts'
import { TLS_OPTIONS, tlsSettings } from './options/tls-options.ts'
import type { Probe } from './probe.ts'
import { exchange } from './protocol/http-exchange.ts'
import { contradictions, HTTP_OPTIONS, type HttpRequest, requestTo } from './protocol/http-request.ts'
import { exchangeOverHttp2 } from './protocol/http2-exchange.ts'
import { HTTP2_PROTOCOL, NO_HTTP2, offersHttp2 } from './protocol/http2-session.ts'

const DEFAULT_PORT = 443
const OPTIONS = {
  port: port(DEFAULT_PORT),
  http: oneOf(['1.1', '2', 'any'], '1.1'),
  ...HTTP_OPTIONS,
  ...TLS_OPTIONS,
  ...HOLD_OPTION,
}

const HTTP1_PROTOCOL = 'http/1.1'
const OFFERS = {
  '1.1': [HTTP1_PROTOCOL],
  '2': [HTTP2_PROTOCOL],
  any: [HTTP2_PROTOCOL, HTTP1_PROTOCOL],
} as const

export const https: Probe<'https'> = {
  type: 'https',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = contradictions(values)
    if (problems.length > 0) return { ok: false, problems }
    const tls = tlsSettings(values, values.host, OFFERS[values.http])
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) =>
        connectTls(attempt, address, values.port, tls(), ready),
      ),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const request = requestTo(address, values.port, DEFAULT_PORT, values)
          const socket = connectTls(attempt, address, values.port, tls(), () => {
            if (validForDays(attempt, socket, values.days)) ask(attempt, socket, request, values)
          })
          return () => socket.destroy()
        }),
    }
  },
}

/** RFC 7301 §3.2: a server that knows none of the protocols may also say nothing of them; then it is HTTP/1.1. */
function ask(
  attempt: Attempt,
  socket: TLSSocket,
  request: HttpRequest,
  expected: Values<typeof OPTIONS>,
): void {
  if (offersHttp2(socket)) exchangeOverHttp2(attempt, socket, request, expected)
  else if (expected.http === '2') attempt.end(...NO_HTTP2)
  else exchange(attempt, socket, request, expected)
}
