// https: a web server gives the expected answer over TLS, with a certificate that a browser would accept.
//
// | option           | default     | meaning                                                                          |
// |------------------|-------------|----------------------------------------------------------------------------------|
// | port=            | 443         | 1 to 65535                                                                       |
// | host=            | the address | the Host field, with or without :port                                            |
// | method=          | GET         | GET, HEAD, OPTIONS or POST (with an empty body)                                  |
// | path=            | /           | path and query                                                                   |
// | header=          | none        | `header="Name: value"`, may be repeated                                          |
// | status=          | 200-299     | codes and ranges that pass: 200-299,401. Redirects are never followed            |
// | response-header= | none        | `response-header="Name: text"`: the response has it, with this text in its value |
// | body=            | nothing     | must occur in the first 64 KiB of the body, octet by octet; `\xHH` and so on     |
// | name=            | from host=  | sent as SNI and expected in the certificate; without both: the address itself    |
// | ca=              | none        | PEM file (absolute path) whose certificates are trusted beside the public ones   |
// | days=            | 0           | the certificate must be valid for so many more days                              |
// | verify=          | yes         | `no` accepts any chain and name; days= is still kept                             |
//
// Each probe uses a connection of its own; the request is sent only after the certificate is accepted.
//
//     ;@ check web https host=intranet.corp.example path=/healthz ca=/etc/ssl/corp.pem days=14
import { attempt } from './attempt/attempt.ts'
import { validForDays } from './attempt/certificate.ts'
import { connectTls } from './attempt/connect.ts'
import { port, readOptions } from './options/options.ts'
import { TLS_OPTIONS, tlsSettings } from './options/tls-options.ts'
import type { Probe } from './probe.ts'
import { contradictions, HTTP_OPTIONS, hostField, requestOn } from './protocol/http-exchange.ts'

const DEFAULT_PORT = 443
const OPTIONS = { port: port(DEFAULT_PORT), ...HTTP_OPTIONS, ...TLS_OPTIONS }

export const https: Probe<'https'> = {
  type: 'https',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { values } = read
    const problems = contradictions(values)
    if (problems.length > 0) return { ok: false, problems }
    const tls = tlsSettings(values, values.host, ['http/1.1'])
    return {
      ok: true,
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const host = hostField(values.host, address, values.port, DEFAULT_PORT)
          const socket = connectTls(attempt, address, values.port, tls(), () => {
            if (validForDays(attempt, socket, values.days)) requestOn(socket, attempt, values, host)
          })
          return () => socket.destroy()
        }),
    }
  },
}
