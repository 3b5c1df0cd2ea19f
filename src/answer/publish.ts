// publish(declared, measured, decreed): which records of a pool are answered, to whom, for how long, and why.
import { rangesOf } from './client-class.ts'
import { type Candidate, PICK_POLICIES, type Selection } from './pick.ts'
import type { Member, Pool } from './pool.ts'
import { leafOf, leavesOf, type Tree } from './tree.ts'

/** What measured and decreed facts say of one member. */
export interface MemberHealth {
  readonly available: boolean
  /** Available, but slow; absent: no. */
  readonly degraded?: boolean
  /** Not available only because it is held down for flapping; absent: no. */
  readonly held?: boolean
  /** Wall clock ms since when it is so. */
  readonly sinceMs: number
  /** A change is under way and can be complete in so many ms: interval × probes still needed. */
  readonly changeWithinMs: number | undefined
}

/** Why these records are answered. */
export type Reason = 'best-tier' | 'short-tier' | 'awaiting-failback' | 'only-held' | 'all-down'

/** What one class of clients is answered. */
export interface Standing {
  /** Index of the answering level, best first; undefined when nothing is available. */
  readonly level: number | undefined
  /** Members that may be answered, in the order of the file; empty is NODATA. */
  readonly members: readonly number[]
  readonly reason: Reason
}

export interface Publication {
  /** One for each of the pool's classes; given back to the next publish(). */
  readonly standings: readonly Standing[]
  /** Nothing is available to anybody: what is answered is when-all-down's choice. */
  readonly isStale: boolean
  /** Which members are answered to somebody; the `published` flag of the record table. */
  readonly published: readonly boolean[]
  readonly ttlSeconds: number
  /** Lists of members, [] for NODATA. */
  readonly tree: Tree<Selection>
  /** Wall clock ms at which the same facts may give another result (a failback that waits for stable health). */
  readonly recheckAtMs: number | undefined
}

export interface Facts {
  /** In the order of pool.members. */
  readonly health: readonly MemberHealth[]
  /** What was answered before; undefined at the very first. */
  readonly before: readonly Standing[] | undefined
  readonly nowMs: number
}

export function publish(pool: Pool, facts: Facts): Publication {
  const judged = pool.classes.map((one, i) => standingFor(pool, one.preferred, facts, facts.before?.[i]))
  const standings = judged.map(({ standing }) => standing)
  const rechecks = judged.flatMap(({ recheckAtMs }) => (recheckAtMs === undefined ? [] : [recheckAtMs]))
  const tree = treeOf(pool, standings)
  const answered = new Set(leavesOf(tree).flat())
  const recheckAtMs = rechecks.length > 0 ? Math.min(...rechecks) : undefined
  return {
    standings,
    isStale: standings.every(({ reason }) => reason === 'all-down'),
    published: pool.members.map((_, member) => answered.has(member)),
    ttlSeconds: ttlFor(pool, facts, recheckAtMs),
    tree,
    recheckAtMs,
  }
}

/** Every member is answered to somebody, each alone: an answer compiled from this draws on all that any other would. */
export function everyMember(pool: Pool): Publication {
  const alone = pool.members.map((_, member) => leafOf<Selection>([member]))
  const [first] = alone
  return {
    standings: [],
    isStale: false,
    published: pool.members.map(() => true),
    ttlSeconds: pool.ttlSeconds,
    tree: alone.length === 1 && first !== undefined ? first : { chooser: { by: 'turn' }, branches: alone },
    recheckAtMs: undefined,
  }
}

interface Judged {
  readonly standing: Standing
  readonly recheckAtMs?: number
}

/** One class of clients: the levels in order, the first that has enough usable members answers. */
function standingFor(
  pool: Pool,
  preferred: readonly number[],
  facts: Facts,
  before: Standing | undefined,
): Judged {
  const levels = levelsOf(pool, preferred)
  const { isUsable, areHeld } = usableMembers(pool, facts)
  const able = levels.map((level) => level.filter(isUsable))
  const best = able.findIndex((members) => members.length >= pool.options.min)
  if (best < 0) return { standing: withoutEnough(pool, levels, able, before, areHeld) }
  const held = before?.level
  if (held !== undefined && held > best && (able[held]?.length ?? 0) >= pool.options.min) {
    const waiting = awaitFailback(pool, able[best] as number[], facts)
    if (waiting !== undefined)
      return {
        standing: { level: held, members: able[held] as number[], reason: 'awaiting-failback' },
        ...waiting,
      }
  }
  const reason = areHeld ? 'only-held' : 'best-tier'
  return { standing: { level: best, members: able[best] as number[], reason } }
}

interface Usable {
  readonly isUsable: (member: number) => boolean
  /** They are not available, only held down. */
  readonly areHeld: boolean
}

/**
 * Available members; with available=degraded-last no degraded one while any member of any tier is healthy. When none is
 * available, those that are only held down: they work.
 */
function usableMembers({ members, options }: Pool, { health }: Facts): Usable {
  const isAvailable = (member: number): boolean => health[member]?.available === true
  const isHealthy = (member: number): boolean => isAvailable(member) && health[member]?.degraded !== true
  if (!members.some((_, i) => isAvailable(i)))
    return { isUsable: (member) => health[member]?.held === true, areHeld: true }
  const prefersHealthy = options.available === 'degraded-last' && members.some((_, i) => isHealthy(i))
  return { isUsable: prefersHealthy ? isHealthy : isAvailable, areHeld: false }
}

/** Tiers in order; for clients of some `for=`, the preferred records' tiers come before all others. */
function levelsOf(pool: Pool, preferred: readonly number[]): number[][] {
  const isPreferred = new Set(preferred)
  const levels = new Map<number, number[]>()
  pool.members.forEach((member, i) => {
    const rank = member.note.tier + (preferred.length === 0 || isPreferred.has(i) ? 0 : FAR)
    const level = levels.get(rank)
    if (level === undefined) levels.set(rank, [i])
    else level.push(i)
  })
  return [...levels].sort(([a], [b]) => a - b).map(([, members]) => members)
}

/** Greater than any tier: what is not preferred comes after every preferred tier. */
const FAR = 1_000_000

/** No level has `min` available members: the fullest of them, or what the zone says for the day when all are down. */
function withoutEnough(
  pool: Pool,
  levels: readonly (readonly number[])[],
  able: readonly (readonly number[])[],
  before: Standing | undefined,
  areHeld: boolean,
): Standing {
  const fullest = able.reduce(
    (best, members, i) => (members.length > (able[best]?.length ?? 0) ? i : best),
    0,
  )
  const members = able[fullest] ?? []
  if (members.length > 0) return { level: fullest, members, reason: areHeld ? 'only-held' : 'short-tier' }
  return { level: before?.level, members: whenAllDown(pool, levels, before), reason: 'all-down' }
}

function whenAllDown(
  pool: Pool,
  levels: readonly (readonly number[])[],
  before: Standing | undefined,
): readonly number[] {
  switch (pool.options.whenAllDown) {
    case 'none':
      return []
    case 'all':
      return pool.members.map((_, i) => i)
    case 'last':
      return before !== undefined && before.members.length > 0 ? before.members : (levels[0] ?? [])
    case 'primary':
      return levels[0] ?? []
  }
}

/** Undefined: go back now. Otherwise wait, for a person or until the better members have been stable long enough. */
function awaitFailback(
  pool: Pool,
  better: readonly number[],
  facts: Facts,
): { readonly recheckAtMs?: number } | undefined {
  const { failback, min } = pool.options
  if (failback === 'auto') return undefined
  if (failback === 'manual') return {}
  const since = better.map((member) => facts.health[member]?.sinceMs ?? facts.nowMs).sort((a, b) => a - b)
  const stableAtMs = (since[min - 1] ?? facts.nowMs) + failback.stableMs
  return stableAtMs <= facts.nowMs ? undefined : { recheckAtMs: stableAtMs }
}

/** Never above the declared TTL; while a change is under way no more than the time until it can be complete. */
function ttlFor(pool: Pool, facts: Facts, recheckAtMs: number | undefined): number {
  const untilChange = facts.health.flatMap((health) => health.changeWithinMs ?? [])
  if (recheckAtMs !== undefined) untilChange.push(recheckAtMs - facts.nowMs)
  const soonest = Math.floor(Math.min(...untilChange, Number.POSITIVE_INFINITY) / 1000)
  return Math.min(pool.ttlSeconds, Math.max(MIN_TTL_SECONDS, soonest))
}

const MIN_TTL_SECONDS = 1

function treeOf(pool: Pool, standings: readonly Standing[]): Tree<Selection> {
  const picked = standings.map((standing) => selectionTree(pool, standing.members))
  if (picked.length === 1) return picked[0] as Tree<Selection>
  const networks = pool.members.map((member) => member.note.networks)
  return {
    chooser: {
      by: 'network',
      v4: rangesOf(networks, pool.classes, 4),
      v6: rangesOf(networks, pool.classes, 16),
    },
    branches: picked,
  }
}

function selectionTree(pool: Pool, members: readonly number[]): Tree<Selection> {
  if (members.length === 0) return leafOf([])
  const candidates = members.map((member): Candidate => {
    const { record, note } = pool.members[member] as Member
    return { member, weight: note.weight ?? 1, identity: record.rdata }
  })
  return PICK_POLICIES[pool.options.pick](candidates, pool.options.answers ?? candidates.length)
}
