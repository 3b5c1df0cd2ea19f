// One name of a zone with its RRsets, as look-ups see it.
import type { Name } from '../dns/name.ts'
import type { Octets } from '../dns/octets.ts'
import type { Pool } from './pool.ts'

export interface ViewNode {
  readonly name: Name
  readonly rrsets: readonly RRset[]
  /** A wildcard stands directly below it (RFC 4592 §2.1.1). */
  readonly hasWildcard: boolean
}

export interface RRset {
  readonly type: number
  readonly ttlSeconds: number
  readonly rdatas: readonly Octets[]
  /** Absent for a plain RRset. */
  readonly pool: Pool | undefined
}

export function rrsetAt(node: ViewNode, type: number): RRset | undefined {
  return node.rrsets.find((rrset) => rrset.type === type)
}
