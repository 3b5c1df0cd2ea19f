// Of a plan the part that some pools can touch: they, who follows them, and all on whose health these rest. Pure.
import { MAX_FOLLOW_DEPTH } from './availability.ts'
import type { PlannedPool, ServicePlan } from './service-plan.ts'

export interface PartOfPlan {
  /** Keys of the pools in which something may change. */
  readonly touched: ReadonlySet<string>
  /** With these pools, and those that have to be looked at for them. */
  readonly plan: ServicePlan
}

export function partOfPlan(plan: ServicePlan, keys: Iterable<string>): PartOfPlan {
  const touched = new Set(keys)
  for (let depth = 0, before = -1; depth < MAX_FOLLOW_DEPTH && touched.size > before; depth++) {
    before = touched.size
    for (const [key, planned] of plan.pools)
      if (!touched.has(key) && hostsOf(planned).some((host) => touched.has(host))) touched.add(key)
  }
  const needed = new Set(touched)
  // A set that is gone through comes to what is added on the way.
  for (const key of needed) {
    const planned = plan.pools.get(key)
    if (planned !== undefined) for (const host of hostsOf(planned)) needed.add(host)
  }
  const pools = new Map([...plan.pools].filter(([key]) => needed.has(key)))
  return { touched, plan: { ...plan, pools } }
}

function hostsOf({ needs }: PlannedPool): string[] {
  return needs.flatMap(({ host }) => host?.pools ?? [])
}
