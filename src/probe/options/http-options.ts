// The options of an HTTP request that need their own reader: host, path, header.
import http from 'node:http'
import type { Option, Read } from './options.ts'

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

/** `Name: value`, as often as wanted; `ours` are names that cannot be set. */
export function headers(ours: readonly string[]): Option<readonly (readonly [string, string])[]> {
  return {
    fallback: [],
    repeatable: true,
    read: (text) => {
      const fields: [string, string][] = []
      for (const line of text.split('\n')) {
        const field = fieldOf(line, ours)
        if ('refusal' in field) return field
        fields.push(field.value)
      }
      return { value: fields }
    },
  }
}

/** What the request says already, or what would make it another request than the one that Node frames. */
export const REQUEST_FRAMING = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
]

function fieldOf(line: string, ours: readonly string[]): Read<[string, string]> {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  const value = line.slice(colon + 1).trim()
  if (colon < 1 || !isValid(name, value)) return { refusal: `must be "Name: value"` }
  if (ours.includes(name.toLowerCase())) return { refusal: `cannot set ${name}; for the host there is host=` }
  return { value: [name, value] }
}

function isValid(name: string, value: string): boolean {
  try {
    http.validateHeaderName(name)
    http.validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
