// The text of a zone in service: what its file declared, or of that what is answered now.
import { poolKey } from '../../answer/pool.ts'
import type { Publication } from '../../answer/publish.ts'
import { withSerial } from '../../answer/zone-view.ts'
import { octets32, u32At } from '../../dns/octets.ts'
import { TYPE } from '../../dns/type.ts'
import { printZone } from '../../zone/print.ts'
import type { Timing, ZoneRecord } from '../../zone/zone.ts'
import { type PackedSources, unpackSources } from './packed-sources.ts'
import { KeptReader, readZoneFile, UNJUDGED_KINDS } from './zone-files.ts'

export interface ZoneTextJob {
  readonly file: string
  readonly sources: PackedSources
  readonly timing: Timing
  /** Undefined: every record, with the serial of the file. */
  readonly answered: Answered | undefined
}

interface Answered {
  readonly serial: number
  /** By pool key: the members that some client is answered, and the TTL that they have now. */
  readonly pools: ReadonlyMap<string, Pick<Publication, 'published' | 'ttlSeconds'>>
}

export interface ZoneText {
  readonly text: string
  readonly serial: number
}

export function zoneText({ file, sources, timing, answered }: ZoneTextJob): ZoneText {
  const { zone } = readZoneFile(file, timing, UNJUDGED_KINDS, new KeptReader(unpackSources(sources)))
  if (zone === undefined) throw new Error(`${file}: what was a zone when it was kept is none now`)
  const records = answered === undefined ? zone.records : answeredRecords(zone.records, answered)
  const { rdata } = records[0] as ZoneRecord
  // RFC 1035 §3.3.13: five times four octets end the data of an SOA, the serial first.
  return { text: printZone({ records }), serial: u32At(rdata, rdata.length - 20) }
}

function answeredRecords(records: readonly ZoneRecord[], { serial, pools }: Answered): ZoneRecord[] {
  const next = new Map<string, number>()
  return records.flatMap((record) => {
    if (record.type === TYPE.SOA) return [withSerial(record, octets32(serial))]
    if (pools.size === 0) return [record]
    const key = poolKey(record.owner, record.type)
    const pool = pools.get(key)
    if (pool === undefined) return [record]
    const member = next.get(key) ?? 0
    next.set(key, member + 1)
    return pool.published[member] === true ? [{ ...record, ttlSeconds: pool.ttlSeconds }] : []
  })
}
