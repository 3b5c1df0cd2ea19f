// Keeps the publication of every pool: recomputes those that a change may touch, and says which really changed.
import type { Pool } from '../../answer/pool.ts'
import { type MemberHealth, type Publication, publish, type Standing } from '../../answer/publish.ts'
import { memberHealth, type VerdictOf } from '../plan/availability.ts'
import { type Decreed, decreedAt, NEVER_OVERRIDDEN, type OverriddenAt } from '../plan/decreed.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'

/** What was answered before, for pools that are published for the first time. */
export type StandingsOf = (planned: PlannedPool) => readonly Standing[] | undefined

/** For zones without windows. */
const ALWAYS_CLOSED: WindowFactOf = () => ({ openUntilMs: undefined, opensAtMs: undefined })

export class Publisher {
  readonly #plan: ServicePlan
  readonly #verdictOf: VerdictOf
  readonly #windowOf: WindowFactOf
  readonly #overriddenAt: OverriddenAt
  readonly #publications = new Map<string, Publication>()
  /** By pool key. */
  readonly #healthy = new Map<string, number>()
  readonly #available = new Map<string, number>()

  constructor(
    plan: ServicePlan,
    verdictOf: VerdictOf,
    standingsOf: StandingsOf,
    nowMs: number,
    windowOf: WindowFactOf = ALWAYS_CLOSED,
    overriddenAt: OverriddenAt = NEVER_OVERRIDDEN,
  ) {
    this.#plan = plan
    this.#verdictOf = verdictOf
    this.#windowOf = windowOf
    this.#overriddenAt = overriddenAt
    for (const [key, planned] of plan.pools)
      this.#publications.set(key, this.#publish(planned, standingsOf(planned), nowMs))
  }

  publicationOf(pool: Pool): Publication {
    const publication = this.#publications.get(pool.key)
    if (publication === undefined) throw new Error(`pool ${pool.key} was never published`)
    return publication
  }

  /** How many members were available, and not drained, when it was published. */
  healthyIn({ key }: Pick<Pool, 'key'>): number {
    return this.#healthy.get(key) ?? 0
  }

  /** How many members were available, drained ones too, when it was published. */
  availableIn({ key }: Pick<Pool, 'key'>): number {
    return this.#available.get(key) ?? 0
  }

  /** Publishes these pools anew, of those that are released also what waits; the keys of those whose answer changed, and where the change is more than the TTL. */
  refresh(
    keys: Iterable<string>,
    nowMs: number,
    { isReleased = false }: { readonly isReleased?: boolean } = {},
  ): { readonly changed: string[]; readonly moved: string[] } {
    const changed: string[] = []
    const moved: string[] = []
    for (const key of keys) {
      const planned = this.#plan.pools.get(key)
      const before = this.#publications.get(key)
      if (planned === undefined || before === undefined) continue
      const after = this.#publish(planned, before.standings, nowMs, isReleased)
      this.#publications.set(key, after)
      const hasMoved = answersOf(before) !== answersOf(after)
      if (hasMoved) moved.push(key)
      const isShared = before.steps.join() === after.steps.join()
      if (hasMoved || !isShared || before.ttlSeconds !== after.ttlSeconds) changed.push(key)
    }
    return { changed, moved }
  }

  /** The pools that must be published again by then although no verdict has changed; see Publication.recheckAtMs. */
  nextRecheck(): { readonly atMs: number; readonly keys: readonly string[] } | undefined {
    let atMs = Number.POSITIVE_INFINITY
    let keys: string[] = []
    for (const [key, { recheckAtMs }] of this.#publications) {
      if (recheckAtMs === undefined || recheckAtMs > atMs) continue
      keys = recheckAtMs < atMs ? [key] : [...keys, key]
      atMs = recheckAtMs
    }
    return keys.length === 0 ? undefined : { atMs, keys }
  }

  #publish(
    planned: PlannedPool,
    before: readonly Standing[] | undefined,
    nowMs: number,
    isReleased = false,
  ): Publication {
    const decreed = decreedAt(this.#windowOf, this.#overriddenAt, nowMs)
    const facts = { plan: this.#plan, verdictOf: this.#verdictOf, windowOf: this.#windowOf, decreed }
    const { publication, health } = publishPool(planned, facts, before, isReleased)
    this.#healthy.set(planned.pool.key, health.filter(isHealthy).length)
    this.#available.set(planned.pool.key, health.filter(({ available }) => available).length)
    return publication
  }
}

/** What is known at the moment of `decreed`. */
export interface PoolFacts {
  readonly plan: ServicePlan
  readonly verdictOf: VerdictOf
  readonly windowOf: WindowFactOf
  readonly decreed: Decreed
}

/** `health`: in the order of the members. */
export function publishPool(
  { pool, needs }: PlannedPool,
  { plan, verdictOf, windowOf, decreed }: PoolFacts,
  before: readonly Standing[] | undefined,
  isReleased: boolean,
): { readonly publication: Publication; readonly health: readonly MemberHealth[] } {
  const { nowMs } = decreed
  const health = needs.map((one) => memberHealth(one, plan, verdictOf, decreed))
  const { failbackWindow } = pool.options
  const window = failbackWindow && windowOf(failbackWindow, nowMs)
  return { publication: publish(pool, { health, before, nowMs, window, isReleased }), health }
}

/** Available and not drained; a target of which nothing is known counts as well. */
export function isHealthy({ available, drainedUntilMs }: MemberHealth): boolean {
  return available && drainedUntilMs === undefined
}

/** Two publications with the same text answer the same records to the same clients. */
function answersOf(publication: Publication): string {
  return publication.standings.map(({ members }) => members.join()).join(';')
}

/** The members that the record table says were answered, as the standing of the one class of a pool without `for=`. */
export function standingFromFlags(
  planned: PlannedPool,
  wasPublished: readonly boolean[],
): readonly Standing[] | undefined {
  if (planned.pool.classes.length !== 1) return undefined
  const members = wasPublished.flatMap((published, i) => (published ? [i] : []))
  if (members.length === 0) return undefined
  const tiers = [...new Set(planned.pool.members.map(({ note }) => note.tier))].sort((a, b) => a - b)
  const level = Math.min(...members.map((i) => tiers.indexOf(planned.pool.members[i]?.note.tier ?? 1)))
  return [{ level, members, reason: 'best-tier' }]
}
