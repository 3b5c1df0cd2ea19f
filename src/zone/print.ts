// Zones and problems as text.
import { foldCase, labelsOf, type Name } from '../dns/name.ts'
import { recordToText } from '../dns/record-text.ts'
import { TYPE } from '../dns/type.ts'
import { canonicalRdata } from './settle.ts'
import type { Problem, Zone, ZoneRecord } from './zone.ts'

/** `file:line:column: code: sentence`, with `warning: ` before the code where the zone is served nevertheless. */
export function formatProblem({ place, severity, code, sentence }: Problem): string {
  const prefix = severity === 'warning' ? 'warning: ' : ''
  return `${place.file}:${place.line}:${place.column}: ${prefix}${code}: ${sentence}`
}

/** The records alone, one a line, in the order of `named-compilezone -s full`; notes are not part of it. */
export function printZone(zone: Zone): string {
  const keyed = zone.records.map((record) => ({ record, key: sortKey(record) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  let text = ''
  for (const { record } of keyed) text += `${recordToText(record)}\n`
  return text
}

/** RFC 4034 §6.1 and §6.3: by name, then SOA, NS and the other types, each before its signature, then by data. */
function sortKey(record: ZoneRecord): string {
  const covered =
    record.type === TYPE.RRSIG ? record.rdata.charCodeAt(0) * 256 + record.rdata.charCodeAt(1) : -1
  const rank = rankOf(covered < 0 ? record.type : covered) * 2 + (covered < 0 ? 0 : 1)
  return `${nameKey(foldCase(record.owner))}\0${String.fromCharCode(rank >>> 16, rank & 0xffff)}${canonicalRdata(record)}`
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
