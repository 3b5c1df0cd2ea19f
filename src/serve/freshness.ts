// For how long an HTTP cache may keep a DNS reply (RFC 8484 §5.1).

import { TYPE } from '../dns/type.ts'

const HEADER_OCTETS = 12
const QUESTION_TAIL_OCTETS = 4
/** Type, class, TTL and length of a record. */
const FIXED_OCTETS = 10
const POINTER = 0xc0

/**
 * The smallest TTL of the answer section; without answers the TTL of the SOA in the authority section, which is already
 * the lesser of it and MINIMUM (RFC 2308 §3); else 0. The reply is one of ours, or nothing can be said of it: 0.
 */
export function freshnessSeconds(reply: Buffer): number {
  if (reply.length < HEADER_OCTETS) return 0
  let at = HEADER_OCTETS
  for (let left = reply.readUInt16BE(4); left > 0; left--) at = behindName(reply, at) + QUESTION_TAIL_OCTETS
  const answers = reply.readUInt16BE(6)
  const records = answers > 0 ? answers : reply.readUInt16BE(8)
  let smallest = Number.POSITIVE_INFINITY
  for (let left = records; left > 0; left--) {
    at = behindName(reply, at)
    if (at + FIXED_OCTETS > reply.length) return 0
    if (answers > 0 || reply.readUInt16BE(at) === TYPE.SOA)
      smallest = Math.min(smallest, reply.readUInt32BE(at + 4))
    at += FIXED_OCTETS + reply.readUInt16BE(at + 8)
  }
  return Number.isFinite(smallest) ? smallest : 0
}

function behindName(reply: Buffer, from: number): number {
  let at = from
  for (let length = reply[at] ?? 0; length > 0; length = reply[at] ?? 0) {
    if (length >= POINTER) return at + 2
    at += 1 + length
  }
  return at + 1
}
