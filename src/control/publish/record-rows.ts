// The record table's rows: every declared record in presentation form, with whether it is answered now.
import { type Pool, poolKey } from '../../answer/pool.ts'
import type { Publication } from '../../answer/publish.ts'
import { type Name, nameToText } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { ResourceRecord } from '../../dns/record.ts'
import { TYPE, typeToText } from '../../dns/type.ts'
import type { RecordKey, StoredRecord } from '../../store/stored-record.ts'
import type { PublishedFlag } from '../../store/zones.ts'
import type { PlannedZone } from '../plan/service-plan.ts'

/** Every record of no pool, as published: the TTL of the declaration, the SOA with the published serial. */
export function* plainRows({ zone, view }: PlannedZone): Generator<StoredRecord> {
  for (const record of zone.records) {
    const isPooled = view.pools.size > 0 && view.pools.has(poolKey(record.owner, record.type))
    if (isPooled) continue
    const published = record.type === TYPE.SOA ? view.soa : record
    yield { ...rowKey(published), ttl: record.ttlSeconds, noted: false, published: true }
  }
}

/** The records of pools: what may be published or not. */
export function poolRows({ view }: PlannedZone, publicationOf: (pool: Pool) => Publication): StoredRecord[] {
  return [...view.pools.values()].flatMap((pool) => {
    const { published } = publicationOf(pool)
    return pool.members.map(({ record }, member) => ({
      ...rowKey(record),
      ttl: record.ttlSeconds,
      noted: true,
      published: published[member] === true,
    }))
  })
}

export function rowKey({ owner, type, rdata }: ResourceRecord): RecordKey {
  return { name: nameToText(owner), type: typeToText(type), data: printRdata(type, rdata) }
}

/** The rows of a pool, with the published flag to be written. */
export function publishedFlags(pool: Pool, origin: Name, publication: Publication): PublishedFlag[] {
  return pool.members.map(({ record }, member) => ({
    zone: nameToText(origin),
    ...rowKey(record),
    published: publication.published[member] === true,
  }))
}
