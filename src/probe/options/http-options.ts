// How the parts of an HTTP request are read that need their own reader: host, path, fields.
import http from 'node:http'
import type { Option } from './options.ts'

/** A host name or address with or without a port, for the Host field. */
export function hostName(): Option<string | undefined> {
  return {
    fallback: undefined,
    read: (text) =>
      /^(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(text)
        ? { value: text }
        : { refusal: 'must be a host name, with or without :port' },
  }
}

/** RFC 9112 §3.2.1: the request target begins with a slash and has no white space. */
export function path(fallback: string): Option<string> {
  return {
    fallback,
    read: (text) =>
      /^\/[\x21-\x7e]*$/.test(text)
        ? { value: text }
        : { refusal: 'must begin with / and have no spaces or other than ASCII characters' },
  }
}

/** `Name: value`, as often as wanted. */
export function fields(): Option<readonly HttpField[]> {
  return readFields(() => undefined)
}

/** Fields of a request, each name once; what the request says by itself cannot be set. */
export function requestFields(): Option<readonly HttpField[]> {
  return readFields(([name], before) => {
    const lower = name.toLowerCase()
    if (REQUEST_FRAMING.has(lower)) return `cannot set ${name}; for the host there is host=`
    return before.some(([other]) => other.toLowerCase() === lower) ? `sets ${name} twice` : undefined
  })
}

export type HttpField = readonly [name: string, value: string]

/** What would make it another request than the one that we frame, and what concerns the connection alone. */
const REQUEST_FRAMING: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'keep-alive',
  'proxy-connection',
  'http2-settings',
])

function readFields(
  refusalOf: (field: HttpField, before: readonly HttpField[]) => string | undefined,
): Option<readonly HttpField[]> {
  return {
    fallback: [],
    repeatable: true,
    read: (text) => {
      const found: HttpField[] = []
      for (const line of text.split('\n')) {
        const field = fieldOf(line)
        const refusal = field === undefined ? 'must be "Name: value"' : refusalOf(field, found)
        if (field === undefined || refusal !== undefined) return { refusal: refusal ?? '' }
        found.push(field)
      }
      return { value: found }
    },
  }
}

function fieldOf(line: string): HttpField | undefined {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  const value = line.slice(colon + 1).trim()
  try {
    http.validateHeaderName(name)
    http.validateHeaderValue(name, value)
    return [name, value]
  } catch {
    return undefined
  }
}
