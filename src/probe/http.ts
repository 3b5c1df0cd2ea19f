// http: a web server gives the expected answer to one request.
//
// | option           | default     | meaning                                                                          |
// |------------------|-------------|----------------------------------------------------------------------------------|
// | port=            | 80          | 1 to 65535                                                                       |
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
// | match=           | nothing     | a regular expression that must match somewhere in the body                       |
// | json=            | nothing     | `json=checks.0.state=up`: the body is JSON with this value there; may be repeated |
// | max-body=        | 65536       | so many octets of the body are looked at, 131072 at most                         |
// | hold=            | no          | `yes`: also keeps a connection open, and probes at once when it ends             |
//
// Each probe uses a connection of its own. A redirect is its own status: where it leads is another check.
//
// A regular expression is matched octet by octet, in one pass. It has `. [a-z] [^a-z] \d \w \s \n \xHH ( ) | * + ? {2,5}`,
// `^` and `$` for the two ends of the body, and `(?i)` in front for either case; no look-around, no back-references.
// The value of json= is a text as it is, or a number, true, false or null as JSON writes it.
// Without TLS a password or token can be read on the way.
//
//     ;@ check web http port=8080 path=/healthz host=intranet.corp.example status=200 body=ready
//     ;@ check api http port=8080 path=/health json=status=UP match="load\":\s*[0-4]\."
import { attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { holding } from './attempt/hold.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { port, readOptions } from './options/options.ts'
import type { Probe } from './probe.ts'
import { connectAndExchange } from './protocol/http-exchange.ts'
import { contradictions, HTTP_OPTIONS, requestTo } from './protocol/http-request.ts'

const DEFAULT_PORT = 80
const OPTIONS = { port: port(DEFAULT_PORT), ...HTTP_OPTIONS, ...HOLD_OPTION }

export const http: Probe<'http'> = {
  type: 'http',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = contradictions(values)
    if (problems.length > 0) return { ok: false, problems }
    return {
      ok: true,
      ...holding(values.hold, (attempt, address, ready) => connectTcp(attempt, address, values.port, ready)),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const request = requestTo(address, values.port, DEFAULT_PORT, values)
          const socket = connectAndExchange(attempt, address, values.port, request, values)
          return () => socket.destroy()
        }),
    }
  },
}
