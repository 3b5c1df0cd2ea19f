// Tells whether rdata in uncompressed wire form is sound.
import type { Octets } from '../octets.ts'
import { rowOf } from './registry.ts'
import { fieldOffsets } from './walk.ts'

export const MAX_RDATA_OCTETS = 0xffff

/** What is wrong with the data; undefined when it is sound. RFC 3597 §3: data of an unknown type is not looked into. */
export function rdataProblem(type: number, rdata: Octets): string | undefined {
  if (rdata.length > MAX_RDATA_OCTETS)
    return `the data has ${rdata.length} octets, at most ${MAX_RDATA_OCTETS} are allowed`
  const row = rowOf(type)
  if (row === undefined) return undefined
  const offsets = fieldOffsets(row, rdata)
  return typeof offsets === 'string' ? offsets : row.problem?.(rdata)
}
