// Zones and problems as text.
import { foldCase, labelsOf, type Name, nameToText } from '../dns/name.ts'
import { type Octets, u16At, u32At } from '../dns/octets.ts'
import { printRdata } from '../dns/rdata/text.ts'
import { timeToText } from '../dns/rdata/time-field.ts'
import { TYPE, typeToText } from '../dns/type.ts'
import { canonicalRdata } from './settle.ts'
import type { Problem, Zone, ZoneRecord } from './zone.ts'

/** `file:line:column: code: sentence`, with `warning: ` before the code where the zone is served nevertheless. */
export function formatProblem({ place, severity, code, sentence }: Problem): string {
  const prefix = severity === 'warning' ? 'warning: ' : ''
  return `${place.file}:${place.line}:${place.column}: ${prefix}${code}: ${sentence}`
}

/** The records alone, octet by octet what `named-compilezone -s full` prints of them; notes are not part of it. */
export function printZone({ records }: Pick<Zone, 'records'>): string {
  const keyed = records.map((record, at) => ({
    record,
    at,
    rrset: rrsetKey(record),
    data: canonicalRdata(record),
  }))
  keyed.sort((a, b) => compareText(a.rrset, b.rrset) || compareText(a.data, b.data))
  let text = ''
  for (let from = 0, to = 0; from < keyed.length; from = to) {
    let first = keyed[from] as Keyed
    for (to = from; keyed[to]?.rrset === first.rrset; to++)
      if ((keyed[to] as Keyed).at < first.at) first = keyed[to] as Keyed
    text += printRrset(
      keyed.slice(from, to).map(({ record }) => record),
      first.record.owner,
    )
  }
  return text
}

interface Keyed {
  readonly record: ZoneRecord
  /** Where it stands in the zone. */
  readonly at: number
  readonly rrset: string
  readonly data: string
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 4034 §6.1: by name; then SOA, NS and the other types, each before its signature; NSEC3 behind all other names. */
function rrsetKey({ owner, type, rdata }: ZoneRecord): string {
  const isSignature = type === TYPE.RRSIG
  const covered = isSignature ? u16At(rdata, 0) : type
  const rank = rankOf(covered) * 2 + (isSignature ? 1 : 0)
  const isHashed = covered === TYPE.NSEC3
  return `${isHashed ? '\x01' : '\0'}${nameKey(foldCase(owner))}\0${String.fromCharCode(rank >>> 16, rank & 0xffff)}`
}

function rankOf(type: number): number {
  return type === TYPE.SOA ? 0 : type === TYPE.NS ? 1 : type + 2
}

/** Labels from the right; one more than each octet leaves 0 for the end of a label, which sorts before everything. */
function nameKey(name: Name): string {
  let key = ''
  for (const label of labelsOf(name).reverse()) {
    for (let i = 0; i < label.length; i++) key += String.fromCharCode(label.charCodeAt(i) + 1)
    key += '\0'
  }
  return key
}

/** BIND writes the owner of an RRset as its first record does, and when the first of its signatures ends. */
function printRrset(rrset: readonly ZoneRecord[], owner: Name): string {
  const written = nameToText(owner)
  let text = ''
  for (const record of rrset) text += lineOf(written, record)
  if (rrset[0]?.type === TYPE.RRSIG) {
    const ends = rrset.map(({ rdata }) => u32At(rdata as Octets, EXPIRATION_AT))
    text += `; resign=${timeToText(ends.reduce((least, end) => Math.min(least, end)))}\n`
  }
  return text
}

/** RFC 4034 §3.1: behind the covered type, algorithm, labels and original TTL. */
const EXPIRATION_AT = 8

/** dns_master_style_full of BIND: TTL, class and type begin in column 46 or as soon as they can, data in 64. */
const TTL_COLUMN = 46
const DATA_COLUMN = 64
const TAB_WIDTH = 8

function lineOf(owner: string, { ttlSeconds, type, rdata }: ZoneRecord): string {
  let text = owner
  let column = owner.length
  const put = (word: string, at: number) => {
    text += blanks(column, at) + word
    column = Math.max(column + 1, at) + word.length
  }
  put(String(ttlSeconds), TTL_COLUMN)
  put('IN', TTL_COLUMN)
  put(typeToText(type), TTL_COLUMN)
  return `${text}${blanks(column, DATA_COLUMN)}${printRdata(type, rdata)}\n`
}

/** One at least; as many of them tabs as there are tab stops on the way. */
function blanks(from: number, at: number): string {
  const to = Math.max(from + 1, at)
  const tabs = Math.floor(to / TAB_WIDTH) - Math.floor(from / TAB_WIDTH)
  return tabs === 0 ? ' '.repeat(to - from) : '\t'.repeat(tabs) + ' '.repeat(to % TAB_WIDTH)
}
