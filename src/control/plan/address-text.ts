// The address that a record holds, in text; what a probe connects to.
import type { Octets } from '../../dns/octets.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import { TYPE } from '../../dns/type.ts'

/** Undefined for a record that holds no address. */
export function addressText(type: number, rdata: Octets): string | undefined {
  return type === TYPE.A || type === TYPE.AAAA ? printRdata(type, rdata) : undefined
}
