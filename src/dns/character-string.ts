// Text of zone files (RFC 1035 §5.1) to the octets that it stands for, and back.
import { unescapeAt } from './name.ts'
import type { Octets } from './octets.ts'

/** Resolves `\X` and `\DDD`; a character outside ASCII stands for its UTF-8 octets. Undefined when an escape is wrong. */
export function unescapeText(raw: string): Octets | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but plain ASCII without escapes is looked for
  if (/^[\x00-\x5b\x5d-\x7f]*$/.test(raw)) return raw as Octets
  let octets = ''
  let at = 0
  while (at < raw.length) {
    const slash = raw.indexOf('\\', at)
    const end = slash < 0 ? raw.length : slash
    octets += Buffer.from(raw.slice(at, end)).toString('latin1')
    if (slash < 0) break
    const unit = unescapeAt(raw, slash)
    if (unit === undefined) return undefined
    // A backslash before a character outside ASCII escapes nothing: what follows is read as it stands.
    const decimal = unit.length === 4
    if (decimal || unit.octet < '\x80') octets += unit.octet
    at = slash + (decimal || unit.octet < '\x80' ? unit.length : 1)
  }
  return octets as Octets
}

/** Octets between quotes, escaped so that any reader of zone files gives the same octets back. */
export function quoteOctets(octets: string): string {
  return `"${octets.replace(/["\\]|[^\x20-\x7e]/g, escapeOctet)}"`
}

function escapeOctet(c: string): string {
  return c === '"' || c === '\\' ? `\\${c}` : `\\${String(c.charCodeAt(0)).padStart(3, '0')}`
}
