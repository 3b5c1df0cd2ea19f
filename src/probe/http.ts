// http: a web server gives the expected answer to one request.
//
// | option           | default     | meaning                                                                          |
// |------------------|-------------|----------------------------------------------------------------------------------|
// | port=            | 80          | 1 to 65535                                                                       |
// | host=            | the address | the Host field, with or without :port                                            |
// | method=          | GET         | GET, HEAD, OPTIONS or POST (with an empty body)                                  |
// | path=            | /           | path and query                                                                   |
// | header=          | none        | `header="Name: value"`, may be repeated                                          |
// | status=          | 200-299     | codes and ranges that pass: 200-299,401. Redirects are never followed            |
// | response-header= | none        | `response-header="Name: text"`: the response has it, with this text in its value |
// | body=            | nothing     | must occur in the first 64 KiB of the body, octet by octet; `\xHH` and so on     |
//
// Each probe uses a connection of its own.
//
//     ;@ check web http port=8080 path=/healthz host=intranet.corp.example status=200 body=ready
import { attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { port, readOptions } from './options/options.ts'
import type { Probe } from './probe.ts'
import { contradictions, HTTP_OPTIONS, hostField, requestOn } from './protocol/http-exchange.ts'

const DEFAULT_PORT = 80
const OPTIONS = { port: port(DEFAULT_PORT), ...HTTP_OPTIONS }

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
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const host = hostField(values.host, address, values.port, DEFAULT_PORT)
          const socket = connectTcp(attempt, address, values.port, () =>
            requestOn(socket, attempt, values, host),
          )
          return () => socket.destroy()
        }),
    }
  },
}
