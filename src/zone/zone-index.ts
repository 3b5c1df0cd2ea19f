// The records of one zone by owner, and by the few types that rules ask for; built in one pass.
import { foldCase, isWildcard, type Name, parentOf, ROOT, wildcardBelow } from '../dns/name.ts'
import { NameTable } from '../dns/name-table.ts'
import { TYPE } from '../dns/type.ts'
import type { ZoneRecord } from './zone.ts'

export interface ZoneIndex {
  /** Case-folded, as all names here. */
  readonly origin: Name
  /** An owner with a single record has it bare: that is most of a big zone, and an array each would double the memory. */
  readonly owners: Pick<
    NameTable<ZoneRecord | readonly ZoneRecord[]>,
    'get' | 'has' | 'size' | 'keys' | 'values'
  >
  /** Of SOA, NS, CNAME, DNAME, MX and SRV, in the order of the file. */
  readonly ofType: ReadonlyMap<number, readonly ZoneRecord[]>
  /** Owners of NS records below the origin. */
  readonly cuts: ReadonlySet<Name>
  /** Owners of DNAME records. */
  readonly redirects: ReadonlySet<Name>
}

const LISTED: readonly number[] = [TYPE.SOA, TYPE.NS, TYPE.CNAME, TYPE.DNAME, TYPE.MX, TYPE.SRV]

export function indexZone(origin: Name, records: readonly ZoneRecord[]): ZoneIndex {
  const owners = new NameTable<ZoneRecord | ZoneRecord[]>(records.length)
  const ofType = new Map<number, ZoneRecord[]>(LISTED.map((type) => [type, []]))
  let written: Name | undefined
  let owner = ROOT
  for (const record of records) {
    if (record.owner !== written) owner = foldCase(record.owner)
    written = record.owner
    owners.update(owner, (before) => {
      if (before === undefined) return record
      if (!Array.isArray(before)) return [before as ZoneRecord, record]
      before.push(record)
      return before
    })
    ofType.get(record.type)?.push(record)
  }
  const foldedOwners = (type: number) => new Set(ofType.get(type)?.map((record) => foldCase(record.owner)))
  const cuts = foldedOwners(TYPE.NS)
  cuts.delete(origin)
  return { origin, owners, ofType, cuts, redirects: foldedOwners(TYPE.DNAME) }
}

const NONE: readonly ZoneRecord[] = []

export function recordsAt(index: ZoneIndex, owner: Name): readonly ZoneRecord[] {
  const found = index.owners.get(owner)
  if (found === undefined) return NONE
  return Array.isArray(found) ? found : [found as ZoneRecord]
}

export function rrsetAt(index: ZoneIndex, owner: Name, type: number): readonly ZoneRecord[] {
  return recordsAt(index, owner).filter((record) => record.type === type)
}

export function isAddress(record: ZoneRecord): boolean {
  return record.type === TYPE.A || record.type === TYPE.AAAA
}

/** The names strictly between `name` and the origin, then the origin itself; none for a name outside. */
export function* ancestorsOf(index: ZoneIndex, name: Name): Generator<Name> {
  for (let at = name; at !== index.origin && at !== ROOT; ) {
    at = parentOf(at)
    yield at
  }
}

/** The records that answer for a name without its own: those of the closest wildcard (RFC 4592 §3.3.1). */
export function matchesAt(index: ZoneIndex, name: Name): readonly ZoneRecord[] {
  if (index.owners.has(name) || isWildcard(name)) return recordsAt(index, name)
  for (const ancestor of ancestorsOf(index, name)) {
    const wildcard = wildcardBelow(ancestor)
    if (index.owners.has(wildcard)) return recordsAt(index, wildcard)
    if (index.owners.has(ancestor)) return NONE
  }
  return NONE
}
