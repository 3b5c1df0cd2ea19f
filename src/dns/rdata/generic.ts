// The form in which the data of any type can be written: `\# LENGTH HEX` (RFC 3597 §5).
import { hexToOctets, octetsToHex } from '../encoding.ts'
import type { Octets } from '../octets.ts'
import { inPieces } from './blob-fields.ts'
import type { TextField } from './field.ts'
import { decimal } from './number-fields.ts'

/** `fields` starts with the `\#`. */
export function parseGeneric(
  fields: readonly TextField[],
): { readonly rdata: Octets } | { readonly problem: string; readonly field: number } {
  const length = decimal(fields[1]?.raw ?? '')
  if (length === undefined || length > 0xffff)
    return {
      problem: 'expected the length of the data (0-65535) behind \\#',
      field: Math.min(1, fields.length),
    }
  const digits = fields.slice(2).map((field) => field.raw)
  const rdata = hexToOctets(digits.join(''))
  if (rdata === undefined) return { problem: 'the data behind \\# is pairs of hex digits', field: 2 }
  if (rdata.length !== length)
    return { problem: `\\# says ${length} octets, ${rdata.length} follow`, field: 1 }
  return { rdata }
}

export function genericToText(rdata: Octets): string {
  return rdata === '' ? '\\# 0' : `\\# ${rdata.length} ${inPieces(octetsToHex(rdata))}`
}
