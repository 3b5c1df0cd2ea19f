// A zone arranged for look-ups: a node for every name that exists, empty non-terminals included.
import { isWildcard, type Name } from '../dns/name.ts'
import type { Octets } from '../dns/octets.ts'
import { TYPE } from '../dns/type.ts'
import type { Network, Zone, ZoneRecord } from '../zone/zone.ts'
import { indexZone, type ZoneIndex } from '../zone/zone-index.ts'
import { type Pool, poolsOf } from './pool.ts'
import { rrsetAt, type ViewNode } from './view-node.ts'
import { type SomeNodes, ViewNodes } from './view-nodes.ts'

export interface ZoneView {
  /** Case-folded. */
  readonly origin: Name
  /** By case-folded name; names below a zone cut (glue) are among them. */
  readonly nodes: SomeNodes
  readonly soa: ZoneRecord
  readonly pools: ReadonlyMap<string, Pool>
  /** Some name has NS below the apex, or a DNAME: only then can names be hidden. */
  readonly hidesNames: boolean
  /** Who may ask; undefined: everybody. */
  readonly allowQuery: readonly Network[] | undefined
}

/** `serial` replaces the serial of the file's SOA: the published one grows by itself (RFC 1982 §3). */
export function viewZone(
  zone: Zone,
  serial: Octets,
  allowQuery?: readonly Network[],
  index: ZoneIndex = indexZone(zone.origin, zone.records),
): ZoneView {
  const pools = new Map(poolsOf(zone).map((pool) => [pool.key, pool]))
  const soa = withSerial(zone.records[0] as ZoneRecord, serial)
  const hidesNames = index.cuts.size > 0 || index.redirects.size > 0
  return { origin: zone.origin, nodes: new ViewNodes(index, soa, pools), soa, pools, hidesNames, allowQuery }
}

/** `soa` with another serial. SOA RDATA ends in serial, refresh, retry, expire, minimum: five times four octets (RFC 1035 §3.3.13). */
export function withSerial(soa: ZoneRecord, serial: Octets): ZoneRecord {
  const at = soa.rdata.length - 20
  return { ...soa, rdata: (soa.rdata.slice(0, at) + serial + soa.rdata.slice(at + 4)) as Octets }
}

/** NS below the apex: the zone ends here (RFC 1034 §4.2.1). At a wildcard NS is plain data (RFC 4592 §4.2). */
export function isCut(view: ZoneView, node: ViewNode): boolean {
  return node.name !== view.origin && !isWildcard(node.name) && rrsetAt(node, TYPE.NS) !== undefined
}
