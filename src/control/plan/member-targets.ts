// The targets on which a member of a pool hangs: those of its checks, and those of the host that it follows. Pure.
import { MAX_FOLLOW_DEPTH } from './availability.ts'
import type { MemberNeeds, ServicePlan } from './service-plan.ts'

/** Ids; in the order of the zone file, each once. */
export function memberTargets(needs: MemberNeeds, plan: ServicePlan): readonly string[] {
  return [...new Set(targetsBelow(needs, plan, 0))]
}

function targetsBelow({ checks, host }: MemberNeeds, plan: ServicePlan, depth: number): string[] {
  const own = checks.flatMap(({ targetOf }) => [...targetOf.values()])
  if (host === undefined || depth >= MAX_FOLLOW_DEPTH) return own
  const followed = host.pools.flatMap((key) => plan.pools.get(key)?.needs ?? [])
  return [...own, ...followed.flatMap((one) => targetsBelow(one, plan, depth + 1))]
}
