// A zone arranged for look-ups: a node for every name that exists, empty non-terminals included.
import { foldCase, isWildcard, type Name, parentOf } from '../dns/name.ts'
import { NameTable } from '../dns/name-table.ts'
import type { Octets } from '../dns/octets.ts'
import { TYPE } from '../dns/type.ts'
import type { Network, Zone, ZoneRecord } from '../zone/zone.ts'
import { type Pool, poolKey, poolsOf } from './pool.ts'

export interface ZoneView {
  /** Case-folded. */
  readonly origin: Name
  /** By case-folded name; names below a zone cut (glue) are among them. */
  readonly nodes: Pick<NameTable<ViewNode>, 'get' | 'size' | 'values'>
  readonly soa: ZoneRecord
  readonly pools: ReadonlyMap<string, Pool>
  /** Some name has NS below the apex, or a DNAME: only then can names be hidden. */
  readonly hidesNames: boolean
  /** Who may ask; undefined: everybody. */
  readonly allowQuery: readonly Network[] | undefined
}

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

interface OpenNode {
  readonly name: Name
  readonly rrsets: OpenSet[]
  hasWildcard: boolean
}

interface OpenSet {
  readonly type: number
  ttlSeconds: number
  readonly rdatas: Octets[]
  readonly pool: Pool | undefined
}

/** `serial` replaces the serial of the file's SOA: the published one grows by itself (RFC 1982 §3). */
export function viewZone(zone: Zone, serial: Octets, allowQuery?: readonly Network[]): ZoneView {
  const nodes = new NameTable<OpenNode>(zone.records.length)
  const pools = new Map(poolsOf(zone).map((pool) => [pool.key, pool]))
  const soa = withSerial(zone.records[0] as ZoneRecord, serial)
  let hidesNames = false
  let node = addNode(nodes, zone.origin, zone.origin)
  let written = soa.owner
  for (const declared of zone.records) {
    const record = declared.type === TYPE.SOA ? soa : declared
    if (record.owner !== written) node = addNode(nodes, foldCase(record.owner), zone.origin)
    written = record.owner
    addRecord(node, record, pools)
    if (record.type === TYPE.DNAME || (record.type === TYPE.NS && node.name !== zone.origin))
      hidesNames = true
  }
  return { origin: zone.origin, nodes, soa, pools, hidesNames, allowQuery }
}

/** The node of a name; if it is new, every name between it and the apex exists with it (RFC 8020 §2). */
function addNode(nodes: NameTable<OpenNode>, name: Name, origin: Name): OpenNode {
  let isNew = false
  const node = nodes.update(name, (before) => {
    isNew = before === undefined
    return before ?? { name, rrsets: [], hasWildcard: false }
  })
  if (!isNew || name === origin) return node
  const parent = addNode(nodes, parentOf(name), origin)
  if (isWildcard(name)) parent.hasWildcard = true
  return node
}

function addRecord(node: OpenNode, record: ZoneRecord, pools: ReadonlyMap<string, Pool>): void {
  const known = node.rrsets.find((rrset) => rrset.type === record.type)
  if (known === undefined) {
    const pool = pools.size === 0 ? undefined : pools.get(poolKey(node.name, record.type))
    node.rrsets.push({ type: record.type, ttlSeconds: record.ttlSeconds, rdatas: [record.rdata], pool })
  } else {
    // RFC 2181 §5.2: one RRset has one TTL, the lowest that was declared.
    known.ttlSeconds = Math.min(known.ttlSeconds, record.ttlSeconds)
    known.rdatas.push(record.rdata)
  }
}

/** `soa` with another serial. SOA RDATA ends in serial, refresh, retry, expire, minimum: five times four octets (RFC 1035 §3.3.13). */
export function withSerial(soa: ZoneRecord, serial: Octets): ZoneRecord {
  const at = soa.rdata.length - 20
  return { ...soa, rdata: (soa.rdata.slice(0, at) + serial + soa.rdata.slice(at + 4)) as Octets }
}

export function rrsetAt(node: ViewNode, type: number): RRset | undefined {
  return node.rrsets.find((rrset) => rrset.type === type)
}

/** NS below the apex: the zone ends here (RFC 1034 §4.2.1). At a wildcard NS is plain data (RFC 4592 §4.2). */
export function isCut(view: ZoneView, node: ViewNode): boolean {
  return node.name !== view.origin && !isWildcard(node.name) && rrsetAt(node, TYPE.NS) !== undefined
}
