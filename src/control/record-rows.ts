// The record table's rows: every declared record in presentation form, with whether it is answered now.
import { type Pool, poolKey } from '../answer/pool.ts'
import type { Publication } from '../answer/publish.ts'
import { nameToText } from '../dns/name.ts'
import { printRdata } from '../dns/rdata/text.ts'
import type { ResourceRecord } from '../dns/record.ts'
import { TYPE, typeToText } from '../dns/type.ts'
import type { RecordKey, StoredRecord } from '../store/stored-record.ts'
import type { PublishedFlag } from '../store/zones.ts'
import { type LoadedZone, originText } from './zone-set.ts'

/** Every record as published: the TTL of the declaration, the SOA with the published serial. */
export function recordRows(loaded: LoadedZone, publicationOf: (pool: Pool) => Publication): StoredRecord[] {
  const { zone, view } = loaded
  const next = new Map<string, number>()
  return zone.records.map((declared) => {
    const record = declared.type === TYPE.SOA ? view.soa : declared
    const key = view.pools.size === 0 ? '' : poolKey(record.owner, record.type)
    const pool = view.pools.get(key)
    const member = next.get(key) ?? 0
    if (pool !== undefined) next.set(key, member + 1)
    const published = pool === undefined || publicationOf(pool).published[member] === true
    return { ...rowKey(record), ttl: record.ttlSeconds, noted: pool !== undefined, published }
  })
}

export function rowKey({ owner, type, rdata }: ResourceRecord): RecordKey {
  return { name: nameToText(owner), type: typeToText(type), data: printRdata(type, rdata) }
}

/** The rows of a pool, with the published flag to be written. */
export function publishedFlags(pool: Pool, zone: LoadedZone, publication: Publication): PublishedFlag[] {
  return pool.members.map(({ record }, member) => ({
    zone: originText(zone.zone),
    ...rowKey(record),
    published: publication.published[member] === true,
  }))
}
