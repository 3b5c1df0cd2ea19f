// An edit of a large zone that touches plain records only, with the part of the zone on which it can have an effect.
//
//   two texts -> hunks -> touched names -+
//   later text -> groups ----------------+-> excerpt -> zone: these names are complete, others are not in it
//
// Whatever is not certain makes it no plain edit; then the zone is read whole.
import { foldCase, isWithin, labelsOf, type Name, nameToText, parentOf, ROOT } from '../dns/name.ts'
import { namesInRdata } from '../dns/rdata/names.ts'
import { TYPE } from '../dns/type.ts'
import type { Draft, ParseOptions } from './draft.ts'
import { type Hunk, hunksOf } from './hunks.ts'
import { parseZone, readDraft } from './parse.ts'
import { excerptOf, groupAt, groupsOf, type TextGroups } from './text-groups.ts'
import type { Zone, ZoneRecord } from './zone.ts'
import type { ZoneIndex } from './zone-index.ts'

export interface PlainEdit {
  /** All special groups, and every record of the names that are touched, or that some record names. */
  readonly zone: Zone
  readonly index: ZoneIndex
  /** Case-folded; some may have no record any more. The SOA may differ without the apex being touched. */
  readonly touched: ReadonlySet<Name>
  /** The same as the changed lines, removed ones too, write them. */
  readonly spellings: ReadonlySet<Name>
  /** How many records more the zone has than before. */
  readonly growth: number
}

/** Beyond it the whole zone is read as fast. */
export const MAX_SPECIAL_GROUPS = 10_000
const MAX_HEAD_OCTETS = 65_536

/** For each name that has lost its records the whole text is looked through. */
const MAX_BEREFT = 16

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
  const origin = originOf(groups, options)
  if (origin === undefined) return undefined
  const touched = touchedBy(hunks as readonly Hunk[], groups, origin, options)
  if (touched === undefined) return undefined
  const wanted = withAncestors(
    [...namesIn(readDraft(excerptOf(groups, NO_OWNERS), options)), ...named, ...touched.names],
    origin,
  )
  const { zone, index, problems } = parseZone(excerptOf(groups, asWritten(wanted, origin)), options)
  if (zone === undefined || index === undefined || problems.length > 0) return undefined
  const bereft = [...touched.names].filter((name) => !index.owners.has(name))
  if (bereft.length > MAX_BEREFT || !leaveNoGap(bereft, index, after)) return undefined
  return { zone, index, touched: touched.names, spellings: touched.spellings, growth: touched.growth }
}

const NO_OWNERS: ReadonlySet<string> = new Set()

function countSpecial({ special }: TextGroups): number {
  return special.reduce((count, one) => count + one, 0)
}

/** The origin of every record, for `$ORIGIN` stands before the first one only, see text-groups.ts: what `@` means there. */
function originOf({ text, starts, owners }: TextGroups, options: ParseOptions): Name | undefined {
  const first = owners.findIndex((owner) => owner !== 0)
  const head = text.toString('utf8', 0, starts[first])
  const { records, problems } = readDraft(`${head}\n@ 1 A 192.0.2.1\n`, options)
  const [probe, ...more] = records
  return more.length > 0 || problems.list().length > 0 || probe === undefined
    ? undefined
    : foldCase(probe.owner)
}

interface Touched {
  readonly names: ReadonlySet<Name>
  readonly spellings: ReadonlySet<Name>
  readonly growth: number
}

function touchedBy(
  hunks: readonly Hunk[],
  groups: TextGroups,
  origin: Name,
  options: ParseOptions,
): Touched | undefined {
  const spellings = new Set<Name>()
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
    for (const { owner } of [...removed, ...added]) spellings.add(owner)
    growth += added.length - removed.length
  }
  const names = new Set([...spellings].map(foldCase))
  return inSoa.length === 0 || onlySoaDiffers(inSoa, groups, options)
    ? { names, spellings, growth }
    : undefined
}

/** Between groups, and what comes behind it has an owner of its own. */
function standsAlone(groups: TextGroups, { at, added }: Hunk): boolean {
  const { text, starts, special } = groups
  const group = groupAt(groups, at)
  if (special[group] === 1 && starts[group] !== at && at < text.length) return false
  const behind = at + added.length
  const next = groupAt(groups, behind)
  return starts[next] === behind || hasNoEntry(text.subarray(behind, starts[next + 1]))
}

/** Blank lines and comments only. */
function hasNoEntry(lines: Buffer): boolean {
  return lines
    .toString('latin1')
    .split('\n')
    .every((line) => /^[ \t\r]*(;|$)/.test(line))
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
    // A note may be on any of these lines, and a directive says something of all lines behind it.
    if (/;[;\s]*@|^\$/m.test(`${removed}${added}`)) return false
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

/** Every name that special records and notes have, or on which they may draw. */
function namesIn({ records, pools }: Draft): Name[] {
  const inRecords = records.flatMap(({ owner, type, rdata }) => [
    owner,
    ...namesInRdata(type, rdata).map(({ name }) => name),
  ])
  return [...inRecords, ...pools.map(({ declaration }) => declaration.owner)].map(foldCase)
}

/** With a name all above it exist, and may have plain records (RFC 8020 §2). */
function withAncestors(names: Iterable<Name>, origin: Name): ReadonlySet<Name> {
  const found = new Set([origin])
  for (const name of names) {
    if (!isWithin(name, origin)) continue
    for (let at = name; !found.has(at); at = parentOf(at)) found.add(at)
  }
  return found
}

/**
 * Names that have lost their last record exist no longer if there is none below them; nor does one above them that existed
 * for their sake alone (RFC 8020 §2): that one must have records of its own.
 */
function leaveNoGap(names: readonly Name[], { origin, owners }: ZoneIndex, text: Buffer): boolean {
  if (names.length === 0) return true
  const labels = names.map((name) => labelsOf(name)[0] ?? '')
  if (!labels.every((label) => /^[\w-]+$/.test(label))) return false
  const parents = names.map(parentOf)
  if (!parents.every((parent) => parent === origin || owners.has(parent))) return false
  // Whether some name has such a label anywhere but at its beginning; also in data, which does no harm.
  return !new RegExp(`\\.(?:${labels.join('|')})[.\\s]`, 'i').test(text.toString('latin1'))
}

/** Absolute and relative, in lower case: as plain groups may write these owners. */
function asWritten(names: Iterable<Name>, origin: Name): ReadonlySet<string> {
  const texts = new Set<string>()
  const below = origin === ROOT ? '.' : `.${nameToText(origin)}`
  for (const name of names) {
    const text = nameToText(name)
    texts.add(text)
    if (text.endsWith(below)) texts.add(text.slice(0, -below.length))
  }
  return texts
}
