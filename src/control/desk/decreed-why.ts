// What is decreed of a member, in words: by a maintenance, by people, and of the host that it follows. Pure.
import { nameToText } from '../../dns/name.ts'
import type { Override } from '../../store/overrides.ts'
import { MAX_FOLLOW_DEPTH } from '../plan/availability.ts'
import type { Decreed, MemberOverride } from '../plan/decreed.ts'
import type { Drain } from '../plan/drain.ts'
import type { MemberNeeds, ServicePlan } from '../plan/service-plan.ts'
import { momentText } from './moment.ts'

/** `drain by alice until 2026-03-01 18:00:00: patching`; a maintenance that is under way comes first. */
export function decreedWhy(needs: MemberNeeds, plan: ServicePlan, decreed: Decreed): string[] {
  const maintenance = drainWhy(decreed.drainOf(needs.maintenance))
  return [...(maintenance === undefined ? [] : [maintenance]), ...overriddenWhy(needs, plan, decreed)]
}

/** What people have said of the member, of the targets of its checks, and of the addresses of the host that it follows. */
export function overriddenWhy(needs: MemberNeeds, plan: ServicePlan, decreed: Decreed, depth = 0): string[] {
  const { overridden, nowMs } = decreed
  const said = overridden.members.get(needs)
  const targets = needs.checks.flatMap(({ targetOf }) =>
    [...targetOf.values()].flatMap((id) => {
      const override = overridden.targets.get(id)
      return override === undefined ? [] : [`${id}: ${overrideWhy(override)}`]
    }),
  )
  const { host } = needs
  const followed = host === undefined || depth >= MAX_FOLLOW_DEPTH ? [] : host.pools
  const ofHost = followed
    .flatMap((key) => plan.pools.get(key)?.needs ?? [])
    .flatMap((one) => overriddenWhy(one, plan, decreed, depth + 1))
    .map((why) => `${host === undefined ? '' : nameToText(host.name)}: ${why}`)
  return [...new Set([...(said === undefined ? [] : [memberWhy(said, nowMs)]), ...targets, ...ofHost])]
}

function memberWhy({ override, outAtMs }: MemberOverride, nowMs: number): string {
  const isLeaving = override.decree === 'drain' && nowMs < outAtMs
  return overrideWhy(override) + (isLeaving ? ` (it is out from ${momentText(outAtMs)})` : '')
}

export function overrideWhy({ decree, who, why, endsMs }: Override): string {
  return `${decree} by ${who} ${endsMs === undefined ? 'for ever' : `until ${momentText(endsMs)}`}: ${why}`
}

/** Undefined: no maintenance is under way. */
export function drainWhy({ untilMs, why }: Drain): string | undefined {
  return untilMs === undefined ? undefined : `in maintenance until ${momentText(untilMs)}: ${why ?? ''}`
}
