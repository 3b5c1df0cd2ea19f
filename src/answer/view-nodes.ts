// The names of a zone as nodes, made when they are looked at: a million of them kept would cost more than the zone itself.
import { isWildcard, type Name, parentOf } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import type { ZoneRecord } from '../zone/zone.ts'
import type { ZoneIndex } from '../zone/zone-index.ts'
import { type Pool, poolKey } from './pool.ts'
import type { RRset, ViewNode } from './view-node.ts'

export class ViewNodes {
  readonly #index: ZoneIndex
  readonly #soa: ZoneRecord
  readonly #pools: ReadonlyMap<string, Pool>
  readonly #pooledOwners: ReadonlySet<Name>
  /** Names without records that exist because of names below them (RFC 8020 §2). */
  readonly #empty = new Set<Name>()
  readonly #wildcardParents = new Set<Name>()
  /** Octets of all record data together. */
  readonly rdataOctets: number
  readonly records: number

  /** `soa` stands for the zone's own, whose serial is another. */
  constructor(index: ZoneIndex, soa: ZoneRecord, pools: ReadonlyMap<string, Pool>) {
    this.#index = index
    this.#soa = soa
    this.#pools = pools
    this.#pooledOwners = new Set([...pools.values()].map(({ owner }) => owner))
    this.#addAncestors()
    let octets = 0
    let records = 0
    for (const found of index.owners.values())
      for (const { rdata } of Array.isArray(found) ? found : [found as ZoneRecord]) {
        octets += rdata.length
        records++
      }
    this.rdataOctets = octets
    this.records = records
  }

  get size(): number {
    return this.#index.owners.size + this.#empty.size
  }

  /** `name` is case-folded. */
  get(name: Name): ViewNode | undefined {
    const found = this.#index.owners.get(name)
    if (found !== undefined) return this.#node(name, found)
    return this.#empty.has(name) ? this.#node(name, []) : undefined
  }

  *values(): Generator<ViewNode> {
    const { owners } = this.#index
    const found = owners.values()
    let at = 0
    for (const name of owners.keys()) yield this.#node(name, found[at++] ?? [])
    for (const name of this.#empty) yield this.#node(name, [])
  }

  #addAncestors(): void {
    const { origin, owners } = this.#index
    if (!owners.has(origin)) this.#empty.add(origin)
    let known: Name = origin
    for (const owner of owners.keys()) {
      if (owner === origin) continue
      const parent = parentOf(owner)
      if (isWildcard(owner)) this.#wildcardParents.add(parent)
      // Neighbours in a file mostly have one parent: then the way up is walked once.
      if (parent !== known) this.#addEmpty(parent)
      known = parent
    }
  }

  /** Every name between this one and the apex exists with it (RFC 8020 §2). */
  #addEmpty(name: Name): void {
    const { origin, owners } = this.#index
    for (let at = name; at !== origin && !this.#empty.has(at) && !owners.has(at); at = parentOf(at)) {
      this.#empty.add(at)
      if (isWildcard(at)) this.#wildcardParents.add(parentOf(at))
    }
  }

  #node(name: Name, found: ZoneRecord | readonly ZoneRecord[]): ViewNode {
    const records = Array.isArray(found) ? (found as readonly ZoneRecord[]) : [found as ZoneRecord]
    const rrsets: OpenSet[] = []
    for (const declared of records) {
      const record = declared.type === TYPE.SOA ? this.#soa : declared
      const known = rrsets.find(({ type }) => type === record.type)
      if (known === undefined) rrsets.push(this.#open(name, record))
      else {
        // RFC 2181 §5.2: one RRset has one TTL, the lowest that was declared.
        known.ttlSeconds = Math.min(known.ttlSeconds, record.ttlSeconds)
        known.rdatas.push(record.rdata)
      }
    }
    return { name, rrsets, hasWildcard: this.#wildcardParents.has(name) }
  }

  #open(name: Name, { type, ttlSeconds, rdata }: ZoneRecord): OpenSet {
    const pool = this.#pooledOwners.has(name) ? this.#pools.get(poolKey(name, type)) : undefined
    return { type, ttlSeconds, rdatas: [rdata], pool }
  }
}

/** What of the nodes look-ups and compilers use. */
export type SomeNodes = Pick<ViewNodes, 'get' | 'size' | 'values' | 'records' | 'rdataOctets'>

/** The same nodes, found in another way. */
export function foundBy(nodes: SomeNodes, get: SomeNodes['get']): SomeNodes {
  const { size, records, rdataOctets } = nodes
  return { size, records, rdataOctets, values: () => nodes.values(), get }
}

interface OpenSet extends RRset {
  ttlSeconds: number
  readonly rdatas: ZoneRecord['rdata'][]
}
