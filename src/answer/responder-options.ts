// What a responder is told beside its book.
import type { Network } from '../zone/zone.ts'
import type { RateLimitOptions } from './rate-limit.ts'

export type Transport = 'udp' | 'tcp' | 'tls' | 'https'

export interface ResponderOptions {
  /** Networks of resolvers whose EDNS client subnet is believed (RFC 7871 §11.3). */
  readonly trustedSubnetSources: readonly Network[]
  /** Told to who asks with NSID (RFC 5001) or for id.server; '' for nothing. */
  readonly nsid: string
  /** Told to who asks for version.bind; '' for nothing. */
  readonly version: string
  /** See SECRETS_OCTETS in cookie.ts. */
  readonly cookieSecrets: SharedArrayBuffer
  /** How long a TCP connection may be idle, in units of 100 ms (RFC 7828 §3.1). */
  readonly keepaliveUnits: number
  readonly rateLimit: RateLimitOptions
  /** Start of this worker's dice. */
  readonly seed: number
}
