// A resource record as data (RFC 1035 §3.2.1); the class is IN throughout a zone.
import type { Name } from './name.ts'
import type { Octets } from './octets.ts'

export interface ResourceRecord {
  readonly owner: Name
  /** RR type number, see type.ts. */
  readonly type: number
  readonly ttlSeconds: number
  /** Uncompressed wire form of the data. */
  readonly rdata: Octets
}

/** A record of a message, where the class can be other than IN. */
export interface WireRecord extends ResourceRecord {
  readonly class: number
}
