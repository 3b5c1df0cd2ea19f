// Which targets fail together for a reason of their own: those of one pool, one address, or one need. Pure.
import { type ServicePlan, targetsOf } from '../plan/service-plan.ts'

type Grouped = Pick<ServicePlan, 'pools' | 'targets' | 'needsOf'>

/** By target id some number that is the same for all targets of a group, directly or through others. */
export function groupTargets(plan: Grouped): ReadonlyMap<string, number> {
  const parents = new Map<string, string>()
  const join = (a: string, b: string): void => {
    const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)]
    if (rootA !== rootB) parents.set(rootA, rootB)
  }
  for (const planned of plan.pools.values()) {
    const [first, ...others] = targetsOf(planned, plan.pools, plan.needsOf)
    for (const id of others) join(first as string, id)
  }
  for (const { id, address } of plan.targets.values()) join(id, `at ${address}`)
  const numbers = new Map<string, number>()
  const groups = new Map<string, number>()
  for (const id of plan.targets.keys()) {
    const root = rootOf(parents, id)
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    groups.set(id, number)
  }
  return groups
}

/** Halves the way on each walk, so that ways stay short. */
function rootOf(parents: Map<string, string>, of: string): string {
  let id = of
  for (let parent = parents.get(id); parent !== undefined; parent = parents.get(id)) {
    const above = parents.get(parent)
    if (above === undefined) return parent
    parents.set(id, above)
    id = above
  }
  return id
}
