// What would be answered if the facts were others, pool by pool, and what that changes. Pure: nothing in service is touched.
import type { Publication } from '../../answer/publish.ts'
import type { Override } from '../../store/overrides.ts'
import type { PoolForecast } from '../operator.ts'
import { addressText } from '../plan/address-text.ts'
import type { VerdictOf } from '../plan/availability.ts'
import { type Decreed, decreedAt, type Overridden, overriddenBy } from '../plan/decreed.ts'
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'
import { answeredNow } from '../publish/answered-now.ts'
import { isHealthy, publishPool, type StandingsOf } from '../publish/publisher.ts'
import { poolWhy } from './sentences.ts'

/** The facts as they are, or as they might be. */
export interface World {
  readonly plan: ServicePlan
  readonly verdictOf: VerdictOf
  readonly overrides: readonly Override[]
  readonly windowOf: WindowFactOf
  readonly standingsOf: StandingsOf
  /** Addresses of servers that are dead, whether a check sees that or not. */
  readonly dead: ReadonlySet<string>
  /** Keys of pools in which nothing waits any longer. */
  readonly released?: ReadonlySet<string>
  /** Every drain has taken its time; one that ends before it would have does nothing. */
  readonly isSettled?: boolean
}

export interface Foreseen {
  readonly planned: PlannedPool
  readonly publication: Publication
  /** Members that are alive, available and not drained; a target of which nothing is known counts as well. */
  readonly healthy: number
  /** What is answered although its server is dead, in presentation form. */
  readonly deadAnswers: readonly string[]
}

/** By pool key. `nowMs`: wall clock. */
export function foresee(world: World, nowMs: number): ReadonlyMap<string, Foreseen> {
  const { plan, windowOf } = world
  const held = overriddenBy(world.overrides, plan, nowMs)
  const overridden = world.isSettled === true ? afterDrains(held, nowMs) : held
  const foreseen = foresight(
    world,
    decreedAt(windowOf, () => overridden, nowMs),
  )
  return new Map([...plan.pools].map(([key, planned]) => [key, foreseen(planned)]))
}

/** For one pool after the other, at the moment of `decreed`. */
export function foresight(
  { standingsOf, dead, released, ...facts }: Omit<World, 'overrides'>,
  decreed: Decreed,
): (planned: PlannedPool) => Foreseen {
  return (planned) => {
    const { pool } = planned
    const publishedAfter = (before: ReturnType<StandingsOf>, isReleased: boolean) =>
      publishPool(planned, { ...facts, decreed }, before, isReleased)
    const asItWaits = publishedAfter(standingsOf(planned), false)
    const isReleased = released?.has(pool.key) === true
    const { publication, health } = isReleased
      ? publishedAfter(asItWaits.publication.standings, true)
      : asItWaits
    const healthy = health.filter((one, member) => isHealthy(one) && !isDead(pool, member, dead)).length
    const isStillAnswered = (member: number): boolean =>
      publication.published[member] === true && isDead(pool, member, dead)
    const published = pool.members.map((_, member) => isStillAnswered(member))
    return { planned, publication, healthy, deadAnswers: answeredNow(pool, { published }) }
  }
}

function afterDrains({ members, targets }: Overridden, nowMs: number): Overridden {
  const settled = [...members].map(([needs, { override, outAtMs }]) => {
    const isEver = outAtMs < (override.endsMs ?? Number.POSITIVE_INFINITY)
    return [needs, { override, outAtMs: isEver ? Math.min(outAtMs, nowMs) : outAtMs }] as const
  })
  return { members: new Map(settled), targets }
}

/** What differs, in the order of the zones. `plainOf`: what is declared for a pool that is none any more, in presentation form. */
export function differences(
  before: ReadonlyMap<string, Foreseen>,
  after: ReadonlyMap<string, Foreseen>,
  plainOf: (key: string) => readonly string[] = () => [],
): PoolForecast[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  return keys.flatMap((key) => differenceOf(before.get(key), after.get(key), plainOf(key)))
}

/** Of one pool: none, or one. */
export function differenceOf(
  before: Foreseen | undefined,
  after: Foreseen | undefined,
  plain: readonly string[] = [],
): PoolForecast[] {
  const was = before === undefined ? [] : answersOf(before)
  const healthyBefore = before?.healthy ?? 0
  if (after === undefined) {
    if (before === undefined) return []
    const isGone = plain.length === 0
    const why = isGone
      ? 'it is not declared any more'
      : 'its records bear no note any more: nobody watches them'
    const change = isGone ? 'removed' : 'unwatched'
    const said = { pool: poolName(before.planned), change, was, answers: plain, why } as const
    return [
      { ...said, healthyBefore, healthy: 0, nothingLeft: false, losesRedundancy: false, deadAnswers: [] },
    ]
  }
  const { planned, publication, healthy, deadAnswers } = after
  const answers = answersOf(after)
  const isSame = was.join() === answers.join()
  if (before !== undefined && isSame && healthy === healthyBefore && deadAnswers.length === 0) return []
  return [
    {
      pool: poolName(planned),
      change: before === undefined ? 'added' : isSame ? 'same' : 'changed',
      was,
      answers,
      why: poolWhy(planned.pool, publication),
      healthyBefore,
      healthy,
      ...lossOf(before === undefined ? undefined : healthyBefore, healthy),
      deadAnswers,
    },
  ]
}

/** `before`: undefined where there was no pool. */
export function lossOf(
  before: number | undefined,
  healthy: number,
): Pick<PoolForecast, 'nothingLeft' | 'losesRedundancy'> {
  return {
    nothingLeft: healthy === 0 && before !== 0,
    losesRedundancy: healthy === 1 && (before ?? 0) > 1,
  }
}

export function answersOf({ planned, publication }: Foreseen): readonly string[] {
  return answeredNow(planned.pool, publication)
}

function isDead({ members }: PlannedPool['pool'], member: number, dead: ReadonlySet<string>): boolean {
  if (dead.size === 0) return false
  const record = members[member]?.record
  const address = record && addressText(record.type, record.rdata)
  return address !== undefined && dead.has(address)
}
