// The pools that alerts name: by `www.corp.example. A`, as a person reads it.
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'

/** A plan never changes. */
const POOLS_BY_NAME = new WeakMap<ServicePlan, ReadonlyMap<string, PlannedPool>>()

/** `target`: a pool itself, or a member of one: `www.corp.example. A 10.1.0.10`. */
export function poolNamed(target: string, plan: ServicePlan): PlannedPool | undefined {
  return poolsByName(plan).get(target.split(' ', 2).join(' '))
}

function poolsByName(plan: ServicePlan): ReadonlyMap<string, PlannedPool> {
  const known = POOLS_BY_NAME.get(plan)
  if (known !== undefined) return known
  const pools = new Map([...plan.pools.values()].map((planned) => [poolName(planned), planned]))
  POOLS_BY_NAME.set(plan, pools)
  return pools
}
