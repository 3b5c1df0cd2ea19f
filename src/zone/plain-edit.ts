// An edit of a large zone that touches plain records only, with the part of the zone on which it can have an effect.
//
//   two texts -> hunks -> touched names -+
//   later text -> groups ----------------+-> excerpt -> zone: these names are complete, others are not in it
//
// Whatever is not certain makes it no plain edit; then the zone is read whole.
import {
  foldCase,
  isWithin,
  labelsOf,
  type Name,
  nameFromText,
  nameToText,
  parentOf,
  ROOT,
} from '../dns/name.ts'
import { namesInRdata } from '../dns/rdata/names.ts'
import { TYPE } from '../dns/type.ts'
import type { Draft, ParseOptions } from './draft.ts'
import { type Hunk, hunksOf } from './hunks.ts'
import { parseZone, readDraft } from './parse.ts'
import { excerptOf, groupAt, groupsOf, hashOfOwner, type TextGroups } from './text-groups.ts'
import type { Zone, ZoneRecord } from './zone.ts'
import type { ZoneIndex } from './zone-index.ts'

export interface PlainEdit {
  /** All special groups, and every record of the names that are touched, or that some record names. */
  readonly zone: Zone
  readonly index: ZoneIndex
  /** Case-folded; some may have no record any more. The SOA may differ without the apex being touched. */
  readonly touched: ReadonlySet<Name>
  /** How many records more the zone has than before. */
  readonly growth: number
}

/** Beyond it the whole zone is read as fast. */
export const MAX_SPECIAL_GROUPS = 10_000
const MAX_HEAD_OCTETS = 65_536

/** `before` was a zone without problems. `named`: names that must be complete too, for other zones name them. */
export function plainEditOf(
  before: Buffer,
  after: Buffer,
  options: ParseOptions,
  named: readonly Name[] = [],
): PlainEdit | undefined {
  const hunks = hunksOf(before, after)
  const groups = hunks && groupsOf(after)
  if (groups === undefined || groups.soa < 0 || countSpecial(groups) > MAX_SPECIAL_GROUPS) return undefined
  const special = excerptOf(groups, NO_HASHES)
  const origin = originOf(special, options.origin)
  if (origin === undefined) return undefined
  const touched = touchedBy(hunks as readonly Hunk[], groups, origin, options)
  if (touched === undefined) return undefined
  const draft = readDraft(special, options)
  const wanted = [...namedIn(draft), ...named, ...[...touched.names].flatMap(wayUp), origin]
  const { zone, index, problems } = parseZone(excerptOf(groups, hashesOf(wanted, origin, groups)), options)
  if (zone === undefined || index === undefined || problems.length > 0) return undefined
  const bereft = [...touched.names].filter((name) => !index.owners.has(name))
  if (!bereft.every((name) => leavesNoGap(name, index, after))) return undefined
  return { zone, index, touched: touched.names, growth: touched.growth }
}

const NO_HASHES: ReadonlySet<number> = new Set()

function countSpecial({ special }: TextGroups): number {
  return special.reduce((count, one) => count + one, 0)
}

/** The origin of every record: `$ORIGIN` stands before the first one only, see text-groups.ts. */
function originOf(special: string, fromFile: Name): Name | undefined {
  let origin: Name | undefined = fromFile
  for (const [, text = ''] of special.matchAll(/^\$ORIGIN[ \t]+([^\s;]+)/gim)) {
    const read = nameFromText(text, origin)
    if ('problem' in read) return undefined
    origin = read.name
  }
  return foldCase(origin)
}

interface Touched {
  readonly names: ReadonlySet<Name>
  readonly growth: number
}

function touchedBy(
  hunks: readonly Hunk[],
  groups: TextGroups,
  origin: Name,
  options: ParseOptions,
): Touched | undefined {
  const names = new Set<Name>()
  const inSoa: Hunk[] = []
  let growth = 0
  for (const hunk of hunks) {
    if (groupAt(groups, hunk.at) === groups.soa) {
      inSoa.push(hunk)
      continue
    }
    if (!standsAlone(groups, hunk)) return undefined
    const [removed, added] = [
      recordsIn(hunk.removed, origin, options),
      recordsIn(hunk.added, origin, options),
    ]
    if (removed === undefined || added === undefined) return undefined
    for (const { owner } of [...removed, ...added]) names.add(foldCase(owner))
    growth += added.length - removed.length
  }
  return inSoa.length === 0 || onlySoaDiffers(inSoa, groups, options) ? { names, growth } : undefined
}

/** Between groups, and what comes behind it has an owner of its own. */
function standsAlone({ text, starts, special, ...rest }: TextGroups, { at, added }: Hunk): boolean {
  const group = groupAt({ text, starts, special, ...rest }, at)
  if (special[group] === 1 && starts[group] !== at && at < text.length) return false
  const behind = text.toString('latin1', at + added.length, at + added.length + MAX_HEAD_OCTETS)
  const next = /^[ \t\r]*(?![ \t\r]|;|\n).*/m.exec(behind)?.[0] ?? ''
  return !/^[ \t]/.test(next)
}

/** The records of whole lines; undefined unless these are plain records with owners of their own, and comments. */
function recordsIn(lines: Buffer, origin: Name, options: ParseOptions): readonly ZoneRecord[] | undefined {
  const groups = groupsOf(lines)
  if (groups === undefined || groups.special.subarray(1).includes(1)) return undefined
  if (lines.subarray(0, groups.starts[1]).includes('@')) return undefined
  const draft = readDraft(`$TTL 1\n${lines.toString('utf8')}`, { ...options, origin })
  return draft.problems.list().length === 0 ? draft.records : undefined
}

/** Hunks within the group of the SOA, put back: everything but the SOA itself must be what it was. */
function onlySoaDiffers(hunks: readonly Hunk[], groups: TextGroups, options: ParseOptions): boolean {
  const { text, starts, soa } = groups
  const [start, end] = [starts[soa] as number, starts[soa + 1] as number]
  if (end > MAX_HEAD_OCTETS) return false
  const parts: Buffer[] = []
  let from = 0
  for (const { at, removed, added } of hunks) {
    if (at < start || at + added.length > end) return false
    if (/;[;\s]*@/.test(`${removed}${added}`)) return false
    parts.push(text.subarray(from, at), removed)
    from = at + added.length
  }
  const earlier = readDraft(Buffer.concat([...parts, text.subarray(from, end)]).toString('utf8'), options)
  const later = readDraft(text.toString('utf8', 0, end), options)
  return (
    !earlier.problems.hasErrors &&
    earlier.records.length === later.records.length &&
    earlier.records.every((record, i) => isSameRecord(record, later.records[i] as ZoneRecord))
  )
}

function isSameRecord(a: ZoneRecord, b: ZoneRecord): boolean {
  if (a.owner !== b.owner || a.type !== b.type) return false
  return a.type === TYPE.SOA || (a.ttlSeconds === b.ttlSeconds && a.rdata === b.rdata)
}

/** Every name on which special records and notes may draw. */
function namedIn({ records, pools }: Draft): Name[] {
  const inData = records.flatMap(({ type, rdata }) => namesInRdata(type, rdata).map(({ name }) => name))
  return [...inData, ...pools.map(({ declaration }) => declaration.owner)].map(foldCase)
}

/**
 * A name that has lost its last record exists no longer if there is none below it; nor does one above it that existed
 * for its sake alone (RFC 8020 §2): that one must have records of its own.
 */
function leavesNoGap(name: Name, { origin, owners }: ZoneIndex, text: Buffer): boolean {
  const parent = parentOf(name)
  if (!isWithin(name, origin) || (parent !== origin && !owners.has(parent))) return false
  const label = labelsOf(name)[0] ?? ''
  return /^[\w-]+$/.test(label) && !hasBelow(label, text)
}

/** Whether some name has this label anywhere but at its beginning; also in data, which does no harm. */
function hasBelow(label: string, text: Buffer): boolean {
  return new RegExp(`\\.${label}[.\\s]`, 'i').test(text.toString('latin1'))
}

function wayUp(name: Name): Name[] {
  const names = [name]
  for (let at = name; at !== ROOT; ) {
    at = parentOf(at)
    names.push(at)
  }
  return names
}

/** As their owners may be written, and those of the special groups, whose names have plain groups too. */
function hashesOf(names: Iterable<Name>, origin: Name, { count, owners, special }: TextGroups): Set<number> {
  const hashes = new Set<number>()
  const below = origin === ROOT ? '.' : `.${nameToText(origin)}`
  for (const name of new Set(names)) {
    const text = nameToText(name)
    hashes.add(hashOfOwner(text))
    if (text.endsWith(below)) hashes.add(hashOfOwner(text.slice(0, -below.length)))
  }
  for (let group = 0; group < count; group++) if (special[group] === 1) hashes.add(owners[group] as number)
  // Directives and what stands before the first record have no owner.
  hashes.delete(0)
  return hashes
}
