// Response rate limiting: so much of one kind of answer a second to one network, the rest dropped or slipped.

import { RCODE } from '../dns/rcode.ts'
import type { Network } from '../zone/zone.ts'
import { holdsOctets } from './client-class.ts'
import { LEAF_AUTHORITATIVE } from './layout.ts'

export interface RateLimitOptions {
  /** Answers of one kind a second to one network; 0 switches the limit off. */
  readonly perSecond: number
  /** Every so-many-th answer over the limit goes out truncated, so that a real client comes back over TCP; 0: none. */
  readonly slip: number
  readonly exempt: readonly Network[]
}

export const LIMITED = { pass: 0, slip: 1, drop: 2 } as const

/** Kinds of answers, each with an account of its own: a flood of name errors does not silence real answers. */
export const KIND = { data: 0, referral: 1, noName: 2, error: 3 } as const

/** The kind of a leaf, from its first word. */
export function kindOfLeaf(shape: number): number {
  const rcode = (shape >> 4) & 15
  if (rcode === RCODE.NXDOMAIN) return KIND.noName
  if (rcode !== RCODE.NOERROR) return KIND.error
  return (shape & LEAF_AUTHORITATIVE) === 0 ? KIND.referral : KIND.data
}

/** Accounts are shared by hash: a power of two, so that a flood from many networks takes no more memory than one. */
const ACCOUNTS = 1 << 16

/** Token buckets in two typed arrays: one look-up and one store for an answer, less than to write one. */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #tokens = new Float32Array(ACCOUNTS)
  readonly #filledAtMs = new Float64Array(ACCOUNTS)
  #slips = 0

  constructor(options: RateLimitOptions) {
    this.#options = options
    this.#tokens.fill(options.perSecond)
  }

  /** What becomes of an answer of this kind (see KIND) to this client. */
  judge(kind: number, clients: Uint8Array, at: number, family: 4 | 6, nowMs: number): number {
    const { perSecond } = this.#options
    const account = accountOf(kind, clients, at, family)
    const earned = ((nowMs - (this.#filledAtMs[account] as number)) / 1000) * perSecond
    const tokens = Math.min(perSecond, (this.#tokens[account] as number) + Math.max(0, earned))
    this.#filledAtMs[account] = nowMs
    if (tokens >= 1) {
      this.#tokens[account] = tokens - 1
      return LIMITED.pass
    }
    this.#tokens[account] = tokens
    return this.#isExempt(clients, at, family) ? LIMITED.pass : this.#overLimit()
  }

  #overLimit(): number {
    const { slip } = this.#options
    if (slip === 0) return LIMITED.drop
    this.#slips = (this.#slips + 1) % slip
    return this.#slips === 0 ? LIMITED.slip : LIMITED.drop
  }

  #isExempt(clients: Uint8Array, at: number, family: 4 | 6): boolean {
    const { exempt } = this.#options
    for (let i = 0; i < exempt.length; i++)
      if (holdsOctets(exempt[i] as Network, clients, at, family === 4 ? 4 : 16)) return true
    return false
  }
}

/** By kind and network, /24 or /56: what one sender can forge addresses in. */
function accountOf(kind: number, clients: Uint8Array, at: number, family: 4 | 6): number {
  let hash = 0x811c9dc5 ^ kind
  const end = at + (family === 4 ? 3 : 7)
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ (clients[i] as number), 0x01000193)
  hash ^= hash >>> 15
  return (hash ^ (hash >>> 7)) & (ACCOUNTS - 1)
}
