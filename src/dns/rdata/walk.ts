// Finds the fields of uncompressed rdata.
import type { Octets } from '../octets.ts'
import { cutShort } from './field.ts'
import type { Row } from './registry.ts'

/** Where each field starts, and the end behind the last one; or what is wrong with the data. Never throws. */
export function fieldOffsets(row: Row, rdata: Octets): readonly number[] | string {
  const offsets = [0]
  let at = 0
  for (const kind of row.fields) {
    const end = kind.measure(rdata, at)
    if (typeof end === 'string') return end
    if (end > rdata.length) return cutShort(kind.noun)
    at = end
    offsets.push(at)
  }
  const spare = rdata.length - at
  return spare === 0 ? offsets : `${spare} octets stand behind the end of the data`
}
