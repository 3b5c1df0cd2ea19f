// The secrets of server cookies: from a file that several of our nodes share, or random ones of this process alone.

import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { SECRET_OCTETS, SECRETS_OCTETS } from '../answer/cookie.ts'

/** The current secret, then the other that is accepted: the one before, or the one to come (RFC 9018 §5). */
export type CookieSecrets = Uint8Array

const MAX_FILE_OCTETS = 4096
const SECRET = new RegExp(`^[0-9a-f]{${2 * SECRET_OCTETS}}$`, 'i')

export function randomCookieSecrets(): CookieSecrets {
  const secret = randomBytes(SECRET_OCTETS)
  return Buffer.concat([secret, secret])
}

/** One or two lines of 32 hex digits; blank lines and those that begin with # are passed over. */
export function readCookieSecrets(
  file: string,
): { readonly secrets: CookieSecrets } | { readonly problem: string } {
  const text = readSmallFile(file)
  if (text === undefined) return { problem: `the file of cookie secrets ${file} cannot be read` }
  const lines = text.split('\n').map((line) => line.trim())
  const secrets = lines.filter((line) => line !== '' && !line.startsWith('#'))
  const [current, other = current] = secrets
  if (
    current === undefined ||
    other === undefined ||
    secrets.length > 2 ||
    !secrets.every((line) => SECRET.test(line))
  )
    return {
      problem: `${file} must hold one or two cookie secrets: 32 hex digits on a line, the current one first`,
    }
  return { secrets: Buffer.from(current + other, 'hex') }
}

/**
 * A worker that reads meanwhile may see half of a secret: it makes or refuses one cookie too many, and that client gets
 * another.
 */
export function shareCookieSecrets(secrets: CookieSecrets, memory: SharedArrayBuffer): void {
  new Uint8Array(memory).set(secrets)
}

export function newSecretsMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(SECRETS_OCTETS)
}

function readSmallFile(file: string): string | undefined {
  try {
    return statSync(file).size <= MAX_FILE_OCTETS ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}
