// Whether a pool has another healthy member when one fails, and the transitions when that changes: an alarm before it matters.
import type { Act } from '../../store/store.ts'
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import type { Publisher } from '../publish/publisher.ts'

/** Of how many healthy members an answer can be made. */
export type Redundancy = 'several' | 'one' | 'none'

/** What an alarm is told of. */
interface Published {
  readonly plan: ServicePlan
  readonly publisher: Pick<Publisher, 'healthyIn'>
}

/** Undefined for a pool of one member, which never had any. */
export function redundancyOf(
  { pool }: PlannedPool,
  publisher: Published['publisher'],
): Redundancy | undefined {
  if (pool.members.length < 2) return undefined
  const healthy = publisher.healthyIn(pool)
  return healthy > 1 ? 'several' : healthy === 1 ? 'one' : 'none'
}

export class RedundancyAlarm {
  /** By pool key. */
  #known = new Map<string, Redundancy>()

  /** What has changed for these pools since they were looked at last; the first look at a pool is no change. */
  acts(keys: Iterable<string>, { plan, publisher }: Published, atMs: number): Act[] {
    return [...keys].flatMap((key) => {
      const planned = plan.pools.get(key)
      const to = planned && redundancyOf(planned, publisher)
      if (planned === undefined || to === undefined) {
        this.#known.delete(key)
        return []
      }
      const from = this.#known.get(key)
      this.#known.set(key, to)
      if (from === undefined || from === to) return []
      const detail = `${publisher.healthyIn(planned.pool)} of ${planned.pool.members.length} members healthy`
      return [{ atMs, kind: 'redundancy', target: poolName(planned), from, to, reason: REASONS[to], detail }]
    })
  }

  /** Looks at every pool, and forgets those that are gone. */
  actsOfAll(published: Published, atMs: number): Act[] {
    const { pools } = published.plan
    this.#known = new Map([...this.#known].filter(([key]) => pools.has(key)))
    return this.acts(pools.keys(), published, atMs)
  }
}

const REASONS: Readonly<Record<Redundancy, string>> = {
  several: 'another member would take over',
  one: 'no other member would take over',
  none: 'no member is healthy',
}
