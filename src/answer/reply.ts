// The content of one answer before it is put on the wire.
import type { Name } from '../dns/name.ts'
import type { Octets } from '../dns/octets.ts'

/** An RRset as it is answered: records of one owner and type, in the order of the answer. */
export interface AnsweredSet {
  readonly owner: Name
  readonly type: number
  readonly ttlSeconds: number
  readonly rdatas: readonly Octets[]
  /** Of a pool of which nothing is available. */
  readonly isStale?: boolean
}

export interface Reply {
  readonly rcode: number
  readonly authoritative: boolean
  /** It holds records of a pool of which nothing is available: RFC 8914 §4.4, Stale Answer. */
  readonly isStale: boolean
  readonly answer: readonly AnsweredSet[]
  readonly authority: readonly AnsweredSet[]
  /** Glue that a referral is of no use without (RFC 9471 §3): rather TC than to leave it out. */
  readonly glue: readonly AnsweredSet[]
  /** Left out first when space is short (RFC 2181 §9). */
  readonly additional: readonly AnsweredSet[]
}

export function replyWith(rcode: number, parts: Partial<Reply> = {}): Reply {
  return {
    rcode,
    authoritative: true,
    isStale: false,
    answer: [],
    authority: [],
    glue: [],
    additional: [],
    ...parts,
  }
}
