// What must agree between the fields of an RRSIG.
import { labelCount, type Name } from '../name.ts'
import type { Octets } from '../octets.ts'

const LABELS_AT = 3
const SIGNER_AT = 18

/** RFC 4034 §3.1.7: the signer is the zone, so the signed name has at least as many labels. */
export function rrsigProblem(rdata: Octets): string | undefined {
  const signed = rdata.charCodeAt(LABELS_AT)
  const signer = labelCount(rdata.slice(SIGNER_AT) as Name)
  return signer > signed
    ? `the signer has ${signer} labels, the name that it signs only ${signed}`
    : undefined
}
