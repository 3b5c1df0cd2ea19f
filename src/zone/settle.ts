// Makes one RRset of records with one owner and type: a record only once, one TTL for all (RFC 2181 §5).
import { foldCase, nameToText } from '../dns/name.ts'
import { namesInRdata } from '../dns/rdata/names.ts'
import { TYPE, typeToText } from '../dns/type.ts'
import type { ProblemList } from './problem-list.ts'
import type { ZoneRecord } from './zone.ts'
import type { ZoneIndex } from './zone-index.ts'

/** The records that stay, in their order; the very same array when nothing had to change. */
export function settleRecords(
  records: readonly ZoneRecord[],
  index: ZoneIndex,
  problems: ProblemList,
): readonly ZoneRecord[] {
  const changes = new Map<ZoneRecord, ZoneRecord | undefined>()
  for (const found of index.owners.values())
    if (Array.isArray(found))
      for (const rrset of rrsetsOf(found).values()) settleRrset(rrset, changes, problems)
  if (changes.size === 0) return records
  return records.flatMap((record) => {
    const settled = changes.has(record) ? changes.get(record) : record
    return settled === undefined ? [] : [settled]
  })
}

/** RFC 2181 §5: same owner, class and type; signatures count as their own RRset for each type that they cover. */
function rrsetsOf(records: readonly ZoneRecord[]): ReadonlyMap<string | number, readonly ZoneRecord[]> {
  const rrsets = new Map<string | number, ZoneRecord[]>()
  for (const record of records) {
    const key = record.type === TYPE.RRSIG ? record.rdata.slice(0, 2) : record.type
    const rrset = rrsets.get(key)
    if (rrset === undefined) rrsets.set(key, [record])
    else rrset.push(record)
  }
  return rrsets
}

function settleRrset(
  rrset: readonly ZoneRecord[],
  changes: Map<ZoneRecord, ZoneRecord | undefined>,
  problems: ProblemList,
): void {
  if (rrset.length < 2) return
  const seen = new Map<string, ZoneRecord>()
  let lowest = Number.POSITIVE_INFINITY
  let highest = 0
  for (const record of rrset) {
    const data = canonicalRdata(record)
    const earlier = seen.get(data)
    if (earlier === undefined) seen.set(data, record)
    else {
      changes.set(record, undefined)
      reportDuplicate(record, earlier, problems)
    }
    lowest = Math.min(lowest, record.ttlSeconds)
    highest = Math.max(highest, record.ttlSeconds)
  }
  if (lowest === highest) return
  reportTtls(rrset, lowest, highest, problems)
  for (const record of seen.values())
    if (record.ttlSeconds !== lowest) changes.set(record, { ...record, ttlSeconds: lowest })
}

/** RFC 2181 §5: there are no duplicate records. The first one stays. */
function reportDuplicate(record: ZoneRecord, earlier: ZoneRecord, problems: ProblemList): void {
  const { file, line } = earlier.place
  const sentence = () =>
    `this ${typeToText(record.type)} record stands at ${file}:${line} already; remove one`
  problems.warning(record.place, 'duplicate-record', sentence)
}

/** RFC 2181 §5.2: the TTLs of one RRset are the same; where they are not, the lowest is safe for all. */
function reportTtls(
  rrset: readonly ZoneRecord[],
  lowest: number,
  highest: number,
  problems: ProblemList,
): void {
  const odd = rrset.find((record) => record.ttlSeconds !== rrset[0]?.ttlSeconds) ?? rrset[0]
  if (odd === undefined) return
  const name = `${nameToText(odd.owner)} ${typeToText(odd.type)}`
  problems.warning(
    odd.place,
    'ttl-differs',
    () =>
      `the records of ${name} have TTLs from ${lowest} to ${highest}; ${lowest} is used for all, write one`,
  )
}

/** RFC 4034 §6.2: the form in which data is compared; names in lower case, for the types that were there before it. */
export function canonicalRdata(record: ZoneRecord): string {
  const { type, rdata } = record
  if (!/[A-Z]/.test(rdata)) return rdata
  let canonical: string = rdata
  for (const { at, name } of namesInRdata(type, rdata))
    canonical = canonical.slice(0, at) + foldCase(name) + canonical.slice(at + name.length)
  return canonical
}
