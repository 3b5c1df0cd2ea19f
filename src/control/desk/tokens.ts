// Who may ask over TCP: makes tokens, knows them by their digest, forgets them when they are revoked.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { StoreFault } from '../../store/problem.ts'
import type { Store } from '../../store/store.ts'
import type { StoredToken } from '../../store/tokens.ts'
import { durationFromText } from '../../zone/duration.ts'
import type {
  NewToken,
  OperatorProblem,
  RevokeReport,
  RevokeRequest,
  TokenBearer,
  TokenRequest,
  TokenStatus,
} from '../operator.ts'

/** Each request is compared with all of them. */
export const MAX_TOKENS = 256
const TOKEN_OCTETS = 32
/** Ten years: who means longer says nothing. */
const MAX_TERM_MS = 3_653 * 86_400_000
/** The time of the last use is written no more often than this, so that requests do not wait for the disk. */
const USE_NOTED_EVERY_MS = 60_000
/** A clock that is set, and a store that has refused, are noticed after so long. */
const LOOK_EVERY_MS = 60_000

export class Tokens {
  readonly #store: Store
  readonly #tokens = new Map<string, StoredToken>()
  #timer: NodeJS.Timeout | undefined

  /** Throws StoreFault. */
  constructor(store: Store) {
    this.#store = store
    for (const token of store.tokens.read()) this.#tokens.set(token.name, token)
  }

  list(): TokenStatus[] {
    return [...this.#tokens.values()].map(statusOf)
  }

  /** The token itself is told this once, and is written down nowhere. */
  create({ name, scope, for: span, who }: TokenRequest, nowMs: number): NewToken | OperatorProblem {
    if (this.#tokens.has(name))
      return refused('conflict', `there is a token ${name}: revoke it, or choose another name`)
    if (this.#tokens.size >= MAX_TOKENS)
      return refused('conflict', `there are ${MAX_TOKENS} tokens: revoke some`)
    const lengthMs = span === undefined ? undefined : durationFromText(span)
    if (span !== undefined && (lengthMs === undefined || lengthMs <= 0 || lengthMs > MAX_TERM_MS))
      return refused('bad-request', `"${span}" is no duration up to ten years: write 12h or 90d`)
    const secret = randomBytes(TOKEN_OCTETS).toString('base64url')
    const endsMs = lengthMs === undefined ? undefined : nowMs + lengthMs
    const digest = digestOf(secret).toString('hex')
    const token = { name, digest, scope, who, createdMs: nowMs, endsMs, usedMs: undefined, isEndNoted: false }
    return written(() => {
      this.#store.tokens.add(token)
      this.#tokens.set(name, token)
      this.#lookAgain(nowMs)
      return { secret, token: statusOf(token) }
    })
  }

  revoke({ name, who }: RevokeRequest, nowMs: number): RevokeReport | OperatorProblem {
    const token = this.#tokens.get(name)
    if (token === undefined)
      return refused('not-found', `there is no token ${name}; failover token list shows them`)
    return written(() => {
      this.#store.tokens.remove(name, who, nowMs)
      this.#tokens.delete(name)
      return { revoked: statusOf(token) }
    })
  }

  /** Whose token this is; undefined: nobody's, or its time is over. Takes as long for a wrong one as for a right one. */
  bearerOf(shown: string, nowMs: number): TokenBearer | undefined {
    const digest = digestOf(shown)
    let found: StoredToken | undefined
    for (const token of this.#tokens.values())
      if (timingSafeEqual(Buffer.from(token.digest, 'hex'), digest)) found = token
    if (found === undefined || isOver(found, nowMs)) return undefined
    this.#noteUse(found, nowMs)
    const { name, scope, endsMs } = found
    return { name, scope, ...(endsMs === undefined ? {} : { endsAtMs: endsMs }) }
  }

  /** Notes in the history whose time is over, now and whenever it is; holds no process up. */
  followClock(nowMs: number): void {
    if (!this.#store.isOpen) return
    for (const token of this.#tokens.values())
      if (!token.isEndNoted && isOver(token, nowMs))
        // What a full disk refuses is noted at another look: the token is good no longer all the same.
        written(() => {
          this.#store.tokens.noteEnd(token.name, nowMs)
          this.#tokens.set(token.name, { ...token, isEndNoted: true })
          return {}
        })
    this.#lookAgain(nowMs)
  }

  #lookAgain(nowMs: number): void {
    clearTimeout(this.#timer)
    const ends = [...this.#tokens.values()].flatMap(({ endsMs, isEndNoted }) =>
      isEndNoted ? [] : (endsMs ?? []),
    )
    if (ends.length === 0) return
    const nextMs = Math.min(...ends.filter((endsMs) => endsMs > nowMs), nowMs + LOOK_EVERY_MS)
    this.#timer = setTimeout(() => this.followClock(Date.now()), nextMs - nowMs).unref()
  }

  #noteUse(token: StoredToken, nowMs: number): void {
    if (token.usedMs !== undefined && Math.abs(nowMs - token.usedMs) < USE_NOTED_EVERY_MS) return
    this.#tokens.set(token.name, { ...token, usedMs: nowMs })
    // What a full disk refuses is known until the next start all the same: nobody is kept out for it.
    written(() => ({ noted: this.#store.tokens.noteUse(token.name, nowMs) }))
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function isOver({ endsMs }: StoredToken, nowMs: number): boolean {
  return nowMs >= (endsMs ?? Number.POSITIVE_INFINITY)
}

function statusOf({ name, scope, who, createdMs, endsMs, usedMs }: StoredToken): TokenStatus {
  return {
    name,
    scope,
    who,
    createdAtMs: createdMs,
    ...(endsMs === undefined ? {} : { endsAtMs: endsMs }),
    ...(usedMs === undefined ? {} : { usedAtMs: usedMs }),
  }
}

function written<Result>(work: () => Result): Result | OperatorProblem {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return refused('unavailable', error.problem.sentence)
  }
}

function refused(code: OperatorProblem['problem']['code'], sentence: string): OperatorProblem {
  return { problem: { code, sentence } }
}
