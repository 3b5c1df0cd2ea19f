// A zone as plain text: as it is answered now, or as its file declares it.
import { poolKey } from '../answer/pool.ts'
import { foldCase, nameFromText, nameToText, ROOT } from '../dns/name.ts'
import { u32At } from '../dns/octets.ts'
import { TYPE } from '../dns/type.ts'
import { printZone } from '../zone/print.ts'
import type { ZoneRecord } from '../zone/zone.ts'
import type { InService } from './in-service.ts'
import type { ExportRequest, OperatorProblem, ZoneExport } from './operator.ts'
import { type LoadedZone, originText } from './zone-set.ts'

export function exportZone(service: InService, request: ExportRequest): ZoneExport | OperatorProblem {
  const named = nameFromText(request.origin, ROOT)
  if ('problem' in named) {
    const sentence = `"${request.origin}" is not a name: ${named.problem}`
    return { problem: { code: 'bad-request', sentence } }
  }
  const origin = foldCase(named.name)
  const loaded = service.zones.find(({ zone }) => zone.origin === origin)
  if (loaded === undefined) return { problem: { code: 'not-found', sentence: unknownZone(service, origin) } }
  const records = request.declared ? loaded.zone.records : answeredRecords(service, loaded)
  return {
    origin: originText(loaded.zone),
    serial: serialOf(records[0] as ZoneRecord),
    declared: request.declared,
    text: printZone({ records }),
  }
}

function unknownZone({ zones }: InService, origin: LoadedZone['zone']['origin']): string {
  const known = zones.map(({ zone }) => originText(zone))
  return `${nameToText(origin)} is none of our zones; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`
}

/** Of a pool: the members that some client is answered, with the TTL that they have now. */
function answeredRecords({ publisher }: InService, { zone, view }: LoadedZone): readonly ZoneRecord[] {
  const next = new Map<string, number>()
  return zone.records.flatMap((record) => {
    if (record.type === TYPE.SOA) return [view.soa]
    if (view.pools.size === 0) return [record]
    const key = poolKey(record.owner, record.type)
    const pool = view.pools.get(key)
    if (pool === undefined) return [record]
    const member = next.get(key) ?? 0
    next.set(key, member + 1)
    const { published, ttlSeconds } = publisher.publicationOf(pool)
    return published[member] === true ? [{ ...record, ttlSeconds }] : []
  })
}

/** Five times four octets end the data of an SOA, the serial first (RFC 1035 §3.3.13). */
function serialOf({ rdata }: ZoneRecord): number {
  return u32At(rdata, rdata.length - 20)
}
