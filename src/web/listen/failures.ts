// Who has shown too many wrong tokens lately: counted by network, for a minute, in bounded memory.
import { ipv4FromText, ipv6FromText } from '../../dns/address.ts'

export const MAX_FAILURES = 10
export const WINDOW_MS = 60_000
/** Of networks that are counted; beyond it the one is forgotten that has been counted for longest. */
export const MAX_COUNTED = 4096

interface Count {
  readonly sinceMs: number
  readonly failures: number
}

export class Failures {
  readonly #counts = new Map<string, Count>()

  /** For how long yet another wrong token of this client is one too many; 0: it is not. Times are monotonic ms. */
  leftMs(address: string, nowMs: number): number {
    const { sinceMs, failures } = this.#countOf(networkOf(address), nowMs)
    return failures >= MAX_FAILURES ? sinceMs + WINDOW_MS - nowMs : 0
  }

  /** How many there are with this one, since the first of them. */
  add(address: string, nowMs: number): number {
    const network = networkOf(address)
    const { sinceMs, failures } = this.#countOf(network, nowMs)
    this.#counts.set(network, { sinceMs, failures: failures + 1 })
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > MAX_COUNTED && oldest !== undefined) this.#counts.delete(oldest)
    return failures + 1
  }

  #countOf(network: string, nowMs: number): Count {
    const known = this.#counts.get(network)
    if (known !== undefined && nowMs < known.sinceMs + WINDOW_MS) return known
    this.#counts.delete(network)
    return { sinceMs: nowMs, failures: 0 }
  }
}

/** An IPv4 address, also one that a socket of IPv6 has accepted; of IPv6 the /64, within which a client may choose. */
export function networkOf(address: string): string {
  const v4 = ipv4FromText(address.replace(/^::ffff:/i, ''))
  return v4 ?? ipv6FromText(address.replace(/%.*$/, ''))?.slice(0, 8) ?? address
}
