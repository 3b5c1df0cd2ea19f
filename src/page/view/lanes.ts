// A pool as lanes: one for each tier, with its members and the targets on which they hang.
import type { MemberStatus, PoolStatus, TargetStatus } from '../../control/operator.ts'

export interface Lane {
  readonly tier: number
  readonly title: string
  /** It answers now. */
  readonly answers: boolean
  readonly members: readonly LaneMember[]
}

export interface LaneMember {
  readonly member: MemberStatus
  /** Those that are known; none: it hangs on no check. */
  readonly targets: readonly TargetStatus[]
}

const TITLES = new Map([
  [1, 'Primary'],
  [2, 'Standby'],
  [9, 'Last'],
])

export type TargetsById = ReadonlyMap<string, TargetStatus>

export function targetsById(targets: readonly TargetStatus[]): TargetsById {
  return new Map(targets.map((target) => [target.id, target]))
}

export function lanesOf(pool: PoolStatus, targets: TargetsById): readonly Lane[] {
  const tiers = [...new Set(pool.members.map(({ tier }) => tier))].sort((a, b) => a - b)
  return tiers.map((tier) => {
    const members = pool.members
      .filter((member) => member.tier === tier)
      .map((member) => ({ member, targets: targetsOf(member, targets) }))
    const title = tiers.length === 1 ? 'Members' : (TITLES.get(tier) ?? `Tier ${tier}`)
    return { tier, title, answers: members.some(({ member }) => member.published), members }
  })
}

function targetsOf({ targets: ids = [] }: MemberStatus, targets: TargetsById): readonly TargetStatus[] {
  return ids.flatMap((id) => targets.get(id) ?? [])
}
