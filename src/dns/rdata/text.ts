// Record data between the text of a zone file and the wire (RFC 1035 §5.1, RFC 3597 §5).
import type { Name } from '../name.ts'
import type { Octets } from '../octets.ts'
import { typeToText } from '../type.ts'
import { type FieldKind, type Refusal, type TextField, withArticle } from './field.ts'
import { genericToText, parseGeneric } from './generic.ts'
import { type Row, rowOf } from './registry.ts'
import { fieldOffsets } from './walk.ts'
import { MAX_RDATA_OCTETS, rdataProblem } from './wire.ts'

export type { TextField } from './field.ts'

export type ParsedRdata =
  | { readonly rdata: Octets }
  /** `field` is the index of the offending field, or how many there are when one is missing. */
  | { readonly problem: string; readonly field: number }

export function parseRdata(type: number, fields: readonly TextField[], origin: Name): ParsedRdata {
  const first = fields[0]
  // RFC 3597 §5: any type may be written as \# with its length and its octets in hex.
  if (first?.raw === '\\#' && !first.quoted) return checked(type, parseGeneric(fields))
  const row = rowOf(type)
  if (row === undefined)
    return { problem: `the data of ${typeToText(type)} is written as \\# LENGTH HEX (RFC 3597)`, field: 0 }
  return parseRow(type, row, fields, origin)
}

function parseRow(type: number, row: Row, fields: readonly TextField[], origin: Name): ParsedRdata {
  let rdata = ''
  let at = 0
  for (const [i, kind] of row.fields.entries()) {
    const field = fields[at]
    const part = parseField(kind, fields, at, origin)
    if (typeof part !== 'string')
      return {
        problem: part.problem ?? expected(row, i, field),
        field: Math.min(part.field ?? at, fields.length),
      }
    rdata += part
    at = kind.rest ? fields.length : at + 1
  }
  if (at < fields.length) return { problem: `"${fields[at]?.raw}" is one field too many`, field: at }
  // Fields that were read are sound; what stands between them may not be.
  return row.problem === undefined && rdata.length <= MAX_RDATA_OCTETS
    ? { rdata: rdata as Octets }
    : checked(type, { rdata: rdata as Octets })
}

function parseField(
  kind: FieldKind,
  fields: readonly TextField[],
  at: number,
  origin: Name,
): string | Refusal {
  const field = fields[at]
  if (field?.quoted && !kind.quotable) return { problem: `the ${kind.noun} is written without quotes` }
  if (kind.rest) return kind.parse(fields, at)
  return field === undefined ? {} : kind.parse(field, origin)
}

/** `expected a preference (0-65535) before the host, not "mail"` */
function expected(row: Row, i: number, field: TextField | undefined): string {
  const { noun, range } = row.fields[i] as FieldKind
  const what = `expected ${withArticle(noun)}${range === undefined ? '' : ` (${range})`}`
  const next = row.fields[i + 1]
  const before = row.fields[i - 1]
  const where = next ? ` before the ${next.noun}` : before ? ` after the ${before.noun}` : ''
  return `${what}${where}${field === undefined ? '' : `, not "${field.raw}"`}`
}

function checked(type: number, parsed: ParsedRdata): ParsedRdata {
  if ('problem' in parsed) return parsed
  const problem = rdataProblem(type, parsed.rdata)
  return problem === undefined ? parsed : { problem, field: 0 }
}

/** Canonical text, names absolute, as named-compilezone prints it; malformed data in the form of RFC 3597 §5. Never throws. */
export function printRdata(type: number, rdata: Octets): string {
  const row = rowOf(type)
  const offsets = row === undefined ? '' : fieldOffsets(row, rdata)
  if (row === undefined || typeof offsets === 'string' || row.problem?.(rdata) !== undefined)
    return genericToText(rdata)
  const parts: string[] = []
  for (const [i, kind] of row.fields.entries()) {
    const part = kind.print(rdata, offsets[i] ?? 0, offsets[i + 1] ?? 0)
    if (part === undefined) return genericToText(rdata)
    if (part !== '') parts.push(part)
  }
  return parts.join(' ')
}
