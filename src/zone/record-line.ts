// One record: owner, TTL, class, type and data, the first three omitted or in any order (RFC 1035 §5.1).
import { foldCase, type Name, nameFromText, nameToText } from '../dns/name.ts'
import { type Octets, u32At } from '../dns/octets.ts'
import { MAX_TTL_SECONDS, periodFromText } from '../dns/period.ts'
import { parseRdata } from '../dns/rdata/text.ts'
import { CLASS, classFromText, TYPE, typeFromText, typeToText } from '../dns/type.ts'
import type { Draft, FileScope } from './draft.ts'
import { quote, shorten, suggestion } from './nearest.ts'
import type { ReadNote } from './record-note.ts'
import type { Entry, Field } from './scan.ts'
import type { Place, ZoneRecord } from './zone.ts'

export function readRecordLine(
  draft: Draft,
  scope: FileScope,
  entry: Entry,
  note: ReadNote | undefined,
): void {
  const owner = readOwner(draft, scope, entry)
  const head = readHead(draft, scope, entry, entry.startsBlank ? 0 : 1)
  if (head?.type === TYPE.SOA) draft.soaSeen = true
  if (owner === undefined || head === undefined) return
  const { type } = head
  const data = entry.fields.slice(head.dataFrom)
  const result = parseRdata(type, data, scope.origin)
  if ('problem' in result) {
    const at = data[result.field] ?? entry.fields.at(-1)
    draft.problems.error(placeOf(scope, at ?? entry), 'bad-data', shorten(result.problem))
    return
  }
  const place = placeOf(scope, entry)
  const ttlSeconds = head.ttl ?? inferTtl(draft, place, type, result.rdata)
  if (ttlSeconds === undefined) return
  draft.previousTtl = ttlSeconds
  if (type === TYPE.SOA) noteApex(draft, place, entry, owner)
  const record: ZoneRecord = { owner, type, ttlSeconds, rdata: result.rdata, place }
  if (note === undefined) draft.records.push(record)
  else keepNoted(draft, { ...record, note: note.note }, note)
}

function keepNoted(draft: Draft, record: ZoneRecord, read: ReadNote): void {
  draft.records.push(record)
  if (record.type === TYPE.SOA)
    draft.problems.error(
      read.notePlace,
      'note-place',
      'an SOA record cannot depend on a check; remove the note',
    )
  else draft.noted.push({ ...read, record })
}

/** RFC 1035 §5.1: a line that begins with a blank has the owner of the record before. */
function readOwner(draft: Draft, scope: FileScope, entry: Entry): Name | undefined {
  const first = entry.fields[0] as Field
  if (entry.startsBlank) {
    if (scope.owner === undefined)
      draft.problems.error(
        placeOf(scope, first),
        'no-owner',
        'there is no record before whose owner this line could have; write the owner in its first column',
      )
    return scope.owner
  }
  if (first.raw === scope.ownerText && scope.owner !== undefined) return scope.owner
  const result = nameFromText(first.raw, scope.origin)
  if ('problem' in result) {
    draft.problems.error(placeOf(scope, first), 'bad-name', () => `${quote(first.raw)}: ${result.problem}`)
    return undefined
  }
  scope.owner = result.name
  scope.ownerText = first.raw
  return result.name
}

interface Head {
  readonly ttl: number | undefined
  readonly type: number
  /** Index of the first field of the data. */
  readonly dataFrom: number
}

/** TTL and class in either order, then the type; no type begins with a digit. */
function readHead(draft: Draft, scope: FileScope, entry: Entry, from: number): Head | undefined {
  let ttl: number | undefined
  let classSeen = false
  for (let at = from; at < entry.fields.length; at++) {
    const field = entry.fields[at] as Field
    if (field.quoted) return refuseType(draft, scope, field)
    const digit = field.raw.charCodeAt(0) - 0x30
    if (digit >= 0 && digit <= 9) {
      if (ttl !== undefined) return refuseTtl(draft, placeOf(scope, field), field.raw, true)
      ttl = periodFromText(field.raw)
      if (ttl === undefined) return refuseTtl(draft, placeOf(scope, field), field.raw, false)
      continue
    }
    const type = typeOf(field.raw)
    if (type !== undefined)
      return refuseMeta(draft, scope, field, type) ? undefined : { ttl, type, dataFrom: at + 1 }
    const rrclass = classSeen ? undefined : classFromText(field.raw)
    if (rrclass === undefined) return refuseType(draft, scope, field)
    if (rrclass !== CLASS.IN) return refuseClass(draft, scope, field)
    classSeen = true
  }
  const place = placeOf(scope, entry.fields.at(-1) ?? entry)
  draft.problems.error(place, 'no-type', 'the record has no type; write one behind the owner, such as A')
  return undefined
}

/** typeFromText folds case anew at each call; nearly all zones spell types in one of two ways. */
const SPELLINGS: ReadonlyMap<string, number> = new Map(
  Object.entries(TYPE).flatMap(([mnemonic, type]) => [
    [mnemonic, type],
    [mnemonic.toLowerCase(), type],
  ]),
)

function typeOf(text: string): number | undefined {
  return SPELLINGS.get(text) ?? typeFromText(text)
}

/** $TTL (RFC 2308 §4), else the TTL of the record before (RFC 1035 §5.1), else the SOA minimum, as BIND does. */
function inferTtl(draft: Draft, place: Place, type: number, rdata: Octets): number | undefined {
  if (draft.defaultTtl !== undefined) return draft.defaultTtl
  if (draft.previousTtl !== undefined) {
    if (!draft.previousTtlReported)
      draft.problems.warning(
        place,
        'ttl-from-previous',
        `without a TTL this record has that of the one before, ${draft.previousTtl}; write $TTL at the top of the file`,
      )
    draft.previousTtlReported = true
    return draft.previousTtl
  }
  if (type !== TYPE.SOA) {
    draft.problems.error(
      place,
      'ttl-missing',
      'nothing says what the TTL is; write $TTL 5m at the top of the file',
    )
    return undefined
  }
  draft.defaultTtl = Math.min(u32At(rdata, rdata.length - 4), MAX_TTL_SECONDS)
  draft.problems.warning(
    place,
    'ttl-from-soa',
    `without a TTL the records have the minimum of the SOA, ${draft.defaultTtl}; write $TTL at the top of the file`,
  )
  return draft.defaultTtl
}

/** The owner of the first SOA is the zone's origin; a relative one could as well be a slip. */
function noteApex(draft: Draft, place: Place, entry: Entry, owner: Name): void {
  if (draft.apex !== undefined) return
  draft.apex = owner
  const text = entry.startsBlank ? '@' : (entry.fields[0]?.raw ?? '@')
  const isMeant = text.endsWith('.') || draft.originDirectiveSeen
  if (isMeant || foldCase(owner) === foldCase(draft.options.origin)) return
  const origin = nameToText(draft.options.origin)
  draft.problems.error(
    place,
    'soa-not-at-apex',
    `this SOA is not at the top of ${origin}; write @ as its owner, or the zone's whole name with a dot at the end`,
  )
}

function refuseTtl(draft: Draft, place: Place, text: string, second: boolean): undefined {
  const remedy =
    'write a TTL as seconds up to 2147483647 or with units such as 1h30m, and the type before the data'
  draft.problems.error(place, 'bad-ttl', () =>
    second ? `${quote(text)} would be a second TTL; ${remedy}` : `${quote(text)} is no TTL; ${remedy}`,
  )
}

function refuseType(draft: Draft, scope: FileScope, field: Field): undefined {
  draft.problems.error(
    placeOf(scope, field),
    'unknown-type',
    () =>
      `${quote(field.raw)} is not a record type${suggestion(field.raw, DATA_TYPES) || '; write TYPE123 for one by number'}`,
  )
}

function refuseClass(draft: Draft, scope: FileScope, field: Field): undefined {
  const sentence = `the class ${field.raw} is not served; write IN or leave it out`
  draft.problems.error(placeOf(scope, field), 'class-not-in', sentence)
}

/** RFC 6895 §3.1: 0 is reserved, 128 … 255 are for queries and transport, and so is OPT. */
function isMeta(type: number): boolean {
  return type === 0 || type === TYPE.OPT || (type >= 128 && type <= 255)
}

const DATA_TYPES = Object.entries(TYPE).flatMap(([mnemonic, type]) => (isMeta(type) ? [] : [mnemonic]))

/** What was found is a type of queries; the caller has an error then, and no record. */
function refuseMeta(draft: Draft, scope: FileScope, field: Field, type: number): boolean {
  if (!isMeta(type)) return false
  const sentence = `${typeToText(type)} exists in queries only; a zone cannot hold it`
  draft.problems.error(placeOf(scope, field), 'meta-type', sentence)
  return true
}

function placeOf(scope: FileScope, at: { readonly line: number; readonly column: number }): Place {
  return scope.place ?? { file: scope.file, line: at.line, column: at.column }
}
