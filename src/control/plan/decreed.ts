// The decreed fact at one moment: which override holds for a member or a target, and what it makes of its health. Pure.
import type { MemberHealth } from '../../answer/publish.ts'
import type { Override } from '../../store/overrides.ts'
import { type DrainOf, drainAt, NO_DRAIN } from './drain.ts'
import { select } from './selector.ts'
import type { MemberNeeds, ServicePlan } from './service-plan.ts'
import type { WindowFactOf } from './window-clock.ts'

/** Which override holds for a member and which for a target: the newest. Targets are only forced; a drain is of members. */
export interface Overridden {
  readonly members: ReadonlyMap<MemberNeeds, MemberOverride>
  readonly targets: ReadonlyMap<string, Override>
}

export interface MemberOverride {
  readonly override: Override
  /** From when a drained member is out: as many seconds after its beginning as the TTL of its pool; wall clock ms. */
  readonly outAtMs: number
}

export interface Decreed {
  readonly nowMs: number
  readonly drainOf: DrainOf
  readonly overridden: Overridden
}

const NOBODY: Overridden = { members: new Map(), targets: new Map() }

/** For whom neither an hour of the day nor a person matters. */
export const NOTHING_DECREED: Decreed = { nowMs: 0, drainOf: () => NO_DRAIN, overridden: NOBODY }

export type OverriddenAt = (nowMs: number) => Overridden

export const NEVER_OVERRIDDEN: OverriddenAt = () => NOBODY

export function decreedAt(windowOf: WindowFactOf, overriddenAt: OverriddenAt, nowMs: number): Decreed {
  return { nowMs, drainOf: drainAt(windowOf, nowMs), overridden: overriddenAt(nowMs) }
}

export function isOver({ endsMs }: Pick<Override, 'endsMs'>, nowMs: number): boolean {
  return endsMs !== undefined && endsMs <= nowMs
}

/** `overrides`: oldest first; those that are over at `nowMs` say nothing. */
export function overriddenBy(overrides: readonly Override[], plan: ServicePlan, nowMs: number): Overridden {
  const members = new Map<MemberNeeds, MemberOverride>()
  const targets = new Map<string, Override>()
  for (const override of overrides) {
    if (isOver(override, nowMs)) continue
    const selected = select(override.target, plan)
    const isOfTargets = selected.targets.length > 0 && override.decree !== 'drain'
    if (isOfTargets) for (const id of selected.targets) targets.set(id, override)
    else
      for (const { needs, planned } of selected.members)
        members.set(needs, { override, outAtMs: override.startedMs + planned.pool.ttlSeconds * 1000 })
  }
  return { members, targets }
}

/** What a person has said of the member goes before what is measured, and before a maintenance. */
export function memberOverruled(measured: MemberHealth, needs: MemberNeeds, decreed: Decreed): MemberHealth {
  const said = decreed.overridden.members.get(needs)
  if (said === undefined) return measured
  const { override, outAtMs } = said
  if (override.decree !== 'drain') return forced(override, measured)
  const { drainedUntilMs = 0, drainsAtMs = Number.POSITIVE_INFINITY } = measured
  if (decreed.nowMs < outAtMs) return { ...measured, drainsAtMs: Math.min(drainsAtMs, outAtMs) }
  const untilMs = override.endsMs ?? Number.POSITIVE_INFINITY
  return { ...measured, drainedUntilMs: Math.max(drainedUntilMs, untilMs) }
}

export function targetOverruled(measured: MemberHealth, id: string, { overridden }: Decreed): MemberHealth {
  const override = overridden.targets.get(id)
  return override === undefined ? measured : forced(override, measured)
}

/** At the end of a force-up a server that fails is gone: no cache may keep it longer. No failback has to wait for it. */
function forced({ decree, endsMs }: Override, measured: MemberHealth): MemberHealth {
  if (decree === 'force-down')
    return { available: false, isForcedDown: true, sinceMs: measured.sinceMs, changeWithinMs: undefined }
  const drainsAtMs = measured.available ? undefined : endsMs
  return { available: true, sinceMs: 0, changeWithinMs: undefined, drainsAtMs }
}
