// The domain names within rdata: for compression, and for the addresses that a client asks next.
import { type Name, ROOT } from '../name.ts'
import type { Octets } from '../octets.ts'
import { rowOf } from './registry.ts'
import { fieldOffsets } from './walk.ts'

export interface NameInRdata {
  readonly at: number
  readonly name: Name
  /** RFC 3597 §4: only in the types of RFC 1035. */
  readonly compressible: boolean
}

/** In the order of the wire; none when the type is unknown or the data malformed. */
export function namesInRdata(type: number, rdata: Octets): readonly NameInRdata[] {
  return domainsIn(type, rdata)
}

/** The host that a record names; undefined when it names none, or the root, which stands for no host. */
export function hostNamedBy(type: number, rdata: Octets): Name | undefined {
  const host = domainsIn(type, rdata).find((domain) => domain.isHost)
  return host === undefined || host.name === ROOT ? undefined : host.name
}

function domainsIn(type: number, rdata: Octets): readonly (NameInRdata & { readonly isHost: boolean })[] {
  const row = rowOf(type)
  if (row?.fields.some((kind) => kind.domain) !== true) return []
  const offsets = fieldOffsets(row, rdata)
  if (typeof offsets === 'string') return []
  return row.fields.flatMap(({ domain }, i) => {
    const at = offsets[i] ?? 0
    return domain === undefined ? [] : [{ at, name: rdata.slice(at, offsets[i + 1]) as Name, ...domain }]
  })
}
