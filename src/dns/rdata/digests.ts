// Digest lengths that follow from a number in the same record.
import type { Octets } from '../octets.ts'

interface Lengths {
  readonly [algorithm: number]: number | undefined
}

// RFC 4034 §A.2, RFC 4509 §2.1, RFC 6605 §2.
const DS: Lengths = { 1: 20, 2: 32, 4: 48 }
// RFC 4255 §3.1.2; RFC 6594 for SHA-256.
const SSHFP: Lengths = { 1: 20, 2: 32 }
// RFC 8976 §2.2.3.
const ZONEMD: Lengths = { 1: 48, 2: 64 }
/** RFC 8976 §2.2.4: no digest is shorter. */
const ZONEMD_LEAST = 12

export function dsProblem(rdata: Octets): string | undefined {
  return lengthProblem(DS, rdata.charCodeAt(3), rdata.length - 4)
}

export function sshfpProblem(rdata: Octets): string | undefined {
  return lengthProblem(SSHFP, rdata.charCodeAt(1), rdata.length - 2)
}

export function zonemdProblem(rdata: Octets): string | undefined {
  const octets = rdata.length - 6
  if (octets < ZONEMD_LEAST) return `the digest has ${octets} octets, at least ${ZONEMD_LEAST} are needed`
  return lengthProblem(ZONEMD, rdata.charCodeAt(5), octets)
}

function lengthProblem(lengths: Lengths, type: number, octets: number): string | undefined {
  const right = lengths[type]
  if (right === undefined || right === octets) return undefined
  return `the digest has ${octets} octets, digest type ${type} has ${right}`
}
