// How well a zone, a pool, a target and the node are: what a person must see first.
import type { PoolStatus, ReceiverStatus, Status, TargetStatus, ZoneStatus } from '../../control/operator.ts'

/** `grave`: nothing healthy is left, or a server is down. */
export type Trouble = 'none' | 'some' | 'grave'

const RANKS: Readonly<Record<Trouble, number>> = { grave: 0, some: 1, none: 2 }

/** For sorting: the worst first. */
export function byTrouble(a: { readonly trouble: Trouble }, b: { readonly trouble: Trouble }): number {
  return RANKS[a.trouble] - RANKS[b.trouble]
}

export function zoneTrouble({ stale, problems }: ZoneStatus): Trouble {
  if (stale) return 'grave'
  return problems.length > 0 ? 'some' : 'none'
}

export function poolTrouble(pool: PoolStatus): Trouble {
  const available = availableMembers(pool)
  if (available === 0) return 'grave'
  const isWhole =
    available === pool.members.length &&
    !pool.members.some(({ degraded, stale }) => degraded || stale !== undefined)
  return isWhole && pool.waiting === undefined && pool.shrunkTtl === undefined ? 'none' : 'some'
}

/** Healthy, and not taken out by anybody. */
export function availableMembers({ members }: PoolStatus): number {
  return members.filter(({ available, drained }) => available && drained !== true).length
}

export function targetTrouble({ state, override, blames, doubted, heldUntilMs }: TargetStatus): Trouble {
  if (state === 'down' && override === undefined) return 'grave'
  const isSpecial = [override, blames, doubted, heldUntilMs].some((one) => one !== undefined)
  return state === 'up' && !isSpecial ? 'none' : 'some'
}

/** Somebody does not hear of what happens. */
export function receiverTrouble({ failingSinceMs }: Pick<ReceiverStatus, 'failingSinceMs'>): Trouble {
  return failingSinceMs === undefined ? 'none' : 'some'
}

/** What `--exit-code` is about: names for which nothing healthy is left, and people who would not hear of it. */
export function isGrave({ pools, alerts }: Pick<Status, 'pools' | 'alerts'>): boolean {
  return pools.some((pool) => poolTrouble(pool) === 'grave') || hasFailingReceiver({ alerts })
}

function hasFailingReceiver({ alerts }: { readonly alerts: Status['alerts'] | undefined }): boolean {
  return (alerts?.receivers ?? []).some((one) => receiverTrouble(one) !== 'none')
}

export function isTroubled({
  doubt,
  zones,
  pools,
  targets,
  overrides,
  maintenance,
  unserved,
  alerts,
}: Status): boolean {
  return (
    hasFailingReceiver({ alerts }) ||
    doubt !== undefined ||
    (unserved ?? []).length > 0 ||
    zones.some((zone) => zoneTrouble(zone) !== 'none') ||
    pools.some((pool) => poolTrouble(pool) !== 'none') ||
    targets.some((target) => targetTrouble(target) !== 'none') ||
    (overrides ?? []).length > 0 ||
    (maintenance ?? []).some(({ openUntilMs }) => openUntilMs !== undefined)
  )
}
