// One HTTP/1.1 request on a connection that stands, and what is expected of the response; shared by http and https.
import http from 'node:http'
import { isIPv6, type Socket } from 'node:net'
import type { Attempt } from '../attempt/attempt.ts'
import { MAX_READ_OCTETS, octetFinder } from '../attempt/find-octets.ts'
import { headers, hostName, path, REQUEST_FRAMING } from '../options/http-options.ts'
import { octets, oneOf, type Values } from '../options/options.ts'
import { statusSet } from '../options/status-set.ts'
import type { OptionProblem } from '../probe.ts'

export const HTTP_OPTIONS = {
  host: hostName(),
  method: oneOf(['GET', 'HEAD', 'OPTIONS', 'POST'], 'GET'),
  path: path('/'),
  header: headers(REQUEST_FRAMING),
  status: statusSet('200-299'),
  'response-header': headers([]),
  body: octets(),
}

export type HttpExpectation = Values<typeof HTTP_OPTIONS>

/** What no single option can know. */
export function contradictions({ method, body }: HttpExpectation): readonly OptionProblem[] {
  return method === 'HEAD' && body !== undefined
    ? [{ option: 'body', sentence: 'body= cannot be expected with method=HEAD, whose answer has none' }]
    : []
}

/** RFC 9110 §7.2: the Host field is `host=` or the address, with the port where it is not the scheme's own. */
export function hostField(
  host: string | undefined,
  address: string,
  port: number,
  schemePort: number,
): string {
  if (host !== undefined) return host
  const literal = isIPv6(address) ? `[${address}]` : address
  return port === schemePort ? literal : `${literal}:${port}`
}

export function requestOn(socket: Socket, attempt: Attempt, expected: HttpExpectation, host: string): void {
  attempt.stage = 'while waiting for the answer'
  const request = http.request({
    createConnection: () => socket,
    setHost: false,
    method: expected.method,
    path: expected.path,
    headers: ['Host', host, 'User-Agent', 'failover', 'Accept', '*/*', ...expected.header.flat()],
    maxHeaderSize: MAX_HEADER_OCTETS,
  })
  request.on('error', (error) => attempt.fail(error))
  request.once('response', (response) => judgeResponse(response, attempt, expected))
  request.end()
}

const MAX_HEADER_OCTETS = 16 * 1024

function judgeResponse(response: http.IncomingMessage, attempt: Attempt, expected: HttpExpectation): void {
  const status = response.statusCode ?? 0
  const missing = missingField(response, expected['response-header'])
  response.on('error', (error) => attempt.fail(error))
  if (!expected.status.has(status)) attempt.end('status', `${status}, expected ${expected.status.text}`)
  else if (missing !== undefined) attempt.end('header', missing)
  else if (expected.body === undefined) attempt.end('ok', `${status}`)
  else awaitBody(response, attempt, expected.body)
}

/** The first expected field that the response lacks, or has with other text. */
function missingField(
  { headersDistinct }: http.IncomingMessage,
  expected: HttpExpectation['response-header'],
): string | undefined {
  const lacking = expected.find(
    ([name, text]) => !headersDistinct[name.toLowerCase()]?.some((value) => value.includes(text)),
  )
  return lacking === undefined ? undefined : `no ${lacking[0]} with "${lacking[1]}"`
}

function awaitBody(response: http.IncomingMessage, attempt: Attempt, wanted: Buffer): void {
  attempt.stage = 'while reading the body'
  const find = octetFinder(wanted)
  response.on('data', (chunk: Buffer) => {
    const search = find(chunk)
    if (search === 'found') attempt.end('ok', `${response.statusCode}`)
    if (search === 'too-long') attempt.end('body', `not in the first ${MAX_READ_OCTETS} octets`)
  })
  response.once('end', () => attempt.end('body'))
}
