// DNS cookies for tests, written in hex as the RFCs write them.
import { SECRETS_OCTETS } from '../../src/answer/cookie.ts'
import type { EdnsOption } from '../../src/dns/edns.ts'
import { octetsOf } from '../../src/dns/octets.ts'

export const COOKIE = 10

/** The option with these octets: client cookie, then server cookie. */
export function cookieOption(hex: string): EdnsOption {
  return { code: COOKIE, data: octetsOf(Buffer.from(hex, 'hex')) }
}

/** What the workers share: the secret for new cookies, then the other that is accepted. */
export function secretsOf(current: string, other = current): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(SECRETS_OCTETS)
  writeSecrets(shared, current, other)
  return shared
}

export function writeSecrets(shared: SharedArrayBuffer, current: string, other: string): void {
  new Uint8Array(shared).set(Buffer.from(current + other, 'hex'))
}
