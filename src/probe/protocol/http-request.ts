// One HTTP request as the options say it, whichever version of HTTP carries it; shared by http and https.
import { isIPv6 } from 'node:net'
import { jsonValues, pattern } from '../options/body-options.ts'
import { authorization, HTTP_LOGIN_OPTIONS, loginProblems } from '../options/http-login.ts'
import { fields, type HttpField, hostName, path, requestFields } from '../options/http-options.ts'
import { integer, octets, oneOf, type Values } from '../options/options.ts'
import { statusSet } from '../options/status-set.ts'
import type { OptionProblem } from '../probe.ts'

const DEFAULT_MAX_BODY_OCTETS = 64 * 1024
/** Reading so much JSON takes 8 ms at worst, as measured; nothing else is done meanwhile. */
const LARGEST_MAX_BODY_OCTETS = 128 * 1024

export const HTTP_OPTIONS = {
  host: hostName(),
  method: oneOf(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'PROPFIND'], 'GET'),
  path: path('/'),
  header: requestFields(),
  send: octets(),
  ...HTTP_LOGIN_OPTIONS,
  status: statusSet('200-299'),
  'response-header': fields(),
  body: octets(),
  match: pattern(),
  json: jsonValues(),
  'max-body': integer(1, LARGEST_MAX_BODY_OCTETS, DEFAULT_MAX_BODY_OCTETS),
}

export type HttpExpectation = Values<typeof HTTP_OPTIONS>

/** What no single option can know. */
export function contradictions(values: HttpExpectation): readonly OptionProblem[] {
  const { method, send, body, match, json, header } = values
  const problems = [...loginProblems(values, header)]
  if (send !== undefined && (method === 'GET' || method === 'HEAD'))
    problems.push({ option: 'send', sentence: `send= needs another method= than ${method}, such as POST` })
  const expected = { body: body !== undefined, match: match !== undefined, json: json.length > 0 }
  for (const [option, isGiven] of Object.entries(expected))
    if (isGiven && method === 'HEAD')
      problems.push({
        option,
        sentence: `${option}= cannot be expected with method=HEAD, whose answer has no body`,
      })
  return problems
}

export interface HttpRequest {
  readonly method: string
  readonly path: string
  /** For the Host field, or `:authority`. */
  readonly host: string
  /** All others. */
  readonly fields: readonly HttpField[]
  readonly content: Buffer | undefined
}

/** Throws while the file of a secret is bad. */
export function requestTo(
  address: string,
  port: number,
  schemePort: number,
  values: HttpExpectation,
): HttpRequest {
  const { method, path, header, send } = values
  const given = [...header, ...authorization(values)]
  const names = new Set(given.map(([name]) => name.toLowerCase()))
  const ours = [...OUR_FIELDS, ...contentFields(method, send)].filter(
    ([name]) => !names.has(name.toLowerCase()),
  )
  const host = hostField(values.host, address, port, schemePort)
  return { method, path, host, fields: [...ours, ...given], content: send }
}

const OUR_FIELDS: readonly HttpField[] = [
  ['User-Agent', 'failover'],
  ['Accept', '*/*'],
]

/** RFC 9110 §8.6: a length is told whenever the method means something by a content, also when there is none. */
function contentFields(method: string, content: Buffer | undefined): readonly HttpField[] {
  const length: HttpField = ['Content-Length', `${content?.length ?? 0}`]
  if (content !== undefined) return [['Content-Type', 'text/plain; charset=utf-8'], length]
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? [length] : []
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
