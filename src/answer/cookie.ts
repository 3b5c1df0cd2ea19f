// Server cookies that any server with the same secret can check (RFC 7873, RFC 9018).
import { CLIENT_COOKIE_OCTETS, type EdnsRequest } from './edns-request.ts'
import { SipHash } from './siphash.ts'

/** RFC 9018 §4: version, reserved, timestamp, hash. */
export const SERVER_COOKIE_OCTETS = 16
export const SECRET_OCTETS = 16
const VERSION = 1
const HASH_AT = CLIENT_COOKIE_OCTETS + 8
/** RFC 9018 §4.3: how old a cookie may be, and how far ahead another server's clock. */
const MAX_AGE_SECONDS = 3600
const MAX_AHEAD_SECONDS = 300
/** RFC 9018 §4.3: an older one is answered with a new one. */
const RENEW_AFTER_SECONDS = 1800

/**
 * Secrets in shared memory, so that a roll-over reaches all workers at once: the current one, which new cookies are made
 * with, then the other that is still accepted (the one before, or the one to come; RFC 7873 §7.1).
 */
export const SECRETS_OCTETS = 2 * SECRET_OCTETS

export class Cookies {
  readonly #secrets: readonly [DataView, DataView]
  readonly #hasher = new SipHash()
  /** Client cookie, version, reserved, timestamp, client address: what is hashed. */
  readonly #input = new DataView(new ArrayBuffer(CLIENT_COOKIE_OCTETS + 8 + 16))

  constructor(secrets: SharedArrayBuffer) {
    this.#secrets = [
      new DataView(secrets, 0, SECRET_OCTETS),
      new DataView(secrets, SECRET_OCTETS, SECRET_OCTETS),
    ]
  }

  /**
   * Whether the request holds a good cookie of ours. Afterwards edns.cookie is the one to answer with: the same one, or
   * a new one when it was missing, bad or old.
   */
  exchange(edns: EdnsRequest, clients: Uint8Array, at: number, family: 4 | 6, nowSeconds: number): boolean {
    const { cookie } = edns
    const age = (nowSeconds - cookie.getUint32(CLIENT_COOKIE_OCTETS + 4)) | 0
    const isGood = this.#isOurs(edns, age, clients, at, family)
    if (isGood && age < RENEW_AFTER_SECONDS) return true
    cookie.setUint32(CLIENT_COOKIE_OCTETS, VERSION << 24)
    cookie.setUint32(CLIENT_COOKIE_OCTETS + 4, nowSeconds)
    this.#hash(cookie, clients, at, family, this.#secrets[0])
    for (let i = 0; i < 8; i++) cookie.setUint8(HASH_AT + i, this.#hasher.result[i] as number)
    return isGood
  }

  #isOurs(edns: EdnsRequest, age: number, clients: Uint8Array, at: number, family: 4 | 6): boolean {
    const { cookie, serverCookieOctets } = edns
    if (serverCookieOctets !== SERVER_COOKIE_OCTETS || cookie.getUint8(CLIENT_COOKIE_OCTETS) !== VERSION)
      return false
    if (age > MAX_AGE_SECONDS || age < -MAX_AHEAD_SECONDS) return false
    return this.#matches(cookie, clients, at, family, 0) || this.#matches(cookie, clients, at, family, 1)
  }

  #matches(cookie: DataView, clients: Uint8Array, at: number, family: 4 | 6, secret: 0 | 1): boolean {
    this.#hash(cookie, clients, at, family, this.#secrets[secret])
    let difference = 0
    for (let i = 0; i < 8; i++)
      difference |= cookie.getUint8(HASH_AT + i) ^ (this.#hasher.result[i] as number)
    return difference === 0
  }

  /** RFC 9018 §4.4: client cookie, version, reserved and timestamp as they stand in the option, then the address. */
  #hash(cookie: DataView, clients: Uint8Array, at: number, family: 4 | 6, secret: DataView): void {
    for (let i = 0; i < HASH_AT; i++) this.#input.setUint8(i, cookie.getUint8(i))
    const octets = family === 4 ? 4 : 16
    for (let i = 0; i < octets; i++) this.#input.setUint8(HASH_AT + i, clients[at + i] as number)
    this.#hasher.hash(this.#input, HASH_AT + octets, secret)
  }
}
