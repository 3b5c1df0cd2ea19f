// What a parent's server says when it is asked for the NS records of a zone of ours. Pure.
import { foldCase, isWithin, type Name } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE } from '../../dns/type.ts'
import type { Reply } from '../network/ask.ts'
import { addressesOf, hostsOf, rcodeOf } from '../network/read-reply.ts'

export type ParentWord =
  | {
      readonly kind: 'delegated'
      readonly hosts: readonly Name[]
      /** Addresses that came along, by host. */
      readonly glue: ReadonlyMap<Name, readonly string[]>
      /** It serves the zone itself too: then this is no delegation, and glue is not needed. */
      readonly isAuthoritative: boolean
    }
  | { readonly kind: 'none' }
  /** It knows another place between itself and the zone, or above. */
  | { readonly kind: 'elsewhere'; readonly cut: Name }
  /** A sentence. */
  | { readonly kind: 'silent'; readonly why: string }

/** RFC 1034 §4.3.2, step 3b: a referral is the NS records of the zone in the authority section. */
export function readParentReply(reply: Reply, origin: Name): ParentWord {
  if ('failure' in reply) return { kind: 'silent', why: reply.failure }
  const { message } = reply
  const { rcode, flags, answer, authority, additional } = message
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN)
    return { kind: 'silent', why: `it answers ${rcodeOf(message)}` }
  const hosts = hostsOf([...answer, ...authority], origin)
  if (hosts.length > 0) {
    const glue = new Map(hosts.map((host) => [host, addressesOf(additional, host)]))
    return { kind: 'delegated', hosts, glue, isAuthoritative: flags.aa && answer.length > 0 }
  }
  const other = authority.find(({ type }) => type === TYPE.NS)
  if (other !== undefined && !flags.aa) return { kind: 'elsewhere', cut: foldCase(other.owner) }
  if (!flags.aa)
    return { kind: 'silent', why: 'it does not speak for the parent: its answer is not authoritative' }
  const soa = authority.find(({ type }) => type === TYPE.SOA)
  return soa !== undefined && isWithin(foldCase(soa.owner), origin)
    ? { kind: 'silent', why: 'it serves the zone itself, and has no NS records for it' }
    : { kind: 'none' }
}
