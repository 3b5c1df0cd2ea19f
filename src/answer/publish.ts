// publish(declared, measured, decreed): which records of a pool are answered, to whom, for how long, and why.
import { approach } from './approach.ts'
import { rangesOf } from './client-class.ts'
import { awaitFailback, type FailbackFacts, type Waiting } from './failback.ts'
import { type Candidate, PICK_POLICIES, type Selection } from './pick.ts'
import type { Member, Pool } from './pool.ts'
import { SLOW_START_STEPS, type SlowStart, slowStart } from './slow-start.ts'
import { leafOf, leavesOf, type Tree } from './tree.ts'

/** What measured and decreed facts say of one member. */
export interface MemberHealth {
  readonly available: boolean
  /** Available, but slow; absent: no. */
  readonly degraded?: boolean
  /** Not available only because it is held down for flapping; absent: no. */
  readonly held?: boolean
  /** Not available because a person says so; absent: no. */
  readonly isForcedDown?: boolean
  /** Wall clock ms since when it is so. */
  readonly sinceMs: number
  /** A change is under way and can be complete in so many ms: interval × probes still needed. */
  readonly changeWithinMs: number | undefined
  /** It is taken out until then, unless nobody else is left; wall clock ms, Infinity until a person ends it. */
  readonly drainedUntilMs?: number | undefined
  /** It will be taken out then, by what is known; wall clock ms. */
  readonly drainsAtMs?: number | undefined
}

/** Why these records are answered. */
export type Reason =
  | 'best-tier'
  | 'short-tier'
  | 'awaiting-failback'
  | 'only-held'
  | 'only-drained'
  | 'all-down'

/** What one class of clients is answered. */
export interface Standing {
  /** Index of the answering level, best first; undefined when nothing is available. */
  readonly level: number | undefined
  /** Members that may be answered, in the order of the file; empty is NODATA. */
  readonly members: readonly number[]
  readonly reason: Reason
  /** With the reason awaiting-failback. */
  readonly waiting?: Waiting
}

export interface Publication {
  /** One for each of the pool's classes; given back to the next publish(). */
  readonly standings: readonly Standing[]
  /** Nothing is available to anybody: what is answered is when-all-down's choice. */
  readonly isStale: boolean
  /** Which members are answered to somebody; the `published` flag of the record table. */
  readonly published: readonly boolean[]
  readonly ttlSeconds: number
  /** For each member the step of its slow start, SLOW_START_STEPS when it takes its whole weight. */
  readonly steps: readonly number[]
  /** Lists of members, [] for NODATA. */
  readonly tree: Tree<Selection>
  /** Wall clock ms at which the same facts may give another result: a failback, or the TTL before it. */
  readonly recheckAtMs: number | undefined
}

export interface Facts extends FailbackFacts {
  /** In the order of pool.members. */
  readonly health: readonly MemberHealth[]
  /** What was answered before; undefined at the very first. */
  readonly before: readonly Standing[] | undefined
}

export function publish(pool: Pool, facts: Facts): Publication {
  return publishAs(
    pool,
    facts,
    pool.classes.map((one, i) => standingFor(pool, one.preferred, facts, facts.before?.[i])),
  )
}

/** With standings that are known already, whatever would follow from the facts. */
export function publishAs(pool: Pool, facts: Facts, standings: readonly Standing[]): Publication {
  const starts = facts.health.map((one) => slowStart(pool.options.slowStartMs, one.sinceMs, facts.nowMs))
  const steps = starts.map(({ step }) => step)
  const tree = treeOf(pool, standings, steps)
  const answered = new Set(leavesOf(tree).flat())
  return {
    standings,
    isStale: standings.every(({ reason }) => reason === 'all-down'),
    published: pool.members.map((_, member) => answered.has(member)),
    steps,
    tree,
    ...timesOf(pool, facts, standings, starts),
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
    steps: pool.members.map(() => SLOW_START_STEPS),
    tree: alone.length === 1 && first !== undefined ? first : { chooser: { by: 'turn' }, branches: alone },
    recheckAtMs: undefined,
  }
}

/** One class of clients: the levels in order, the first that has enough usable members answers. */
function standingFor(
  pool: Pool,
  preferred: readonly number[],
  facts: Facts,
  before: Standing | undefined,
): Standing {
  const levels = levelsOf(pool, preferred)
  const { isUsable, reason } = usableMembers(pool, facts)
  const able = levels.map((level) => level.filter(isUsable))
  const best = able.findIndex((members) => members.length >= pool.options.min)
  if (best < 0) return withoutEnough(pool, withoutForced(levels, facts), able, before, reason)
  const held = before?.level
  if (held !== undefined && held > best && (able[held]?.length ?? 0) >= pool.options.min) {
    const sinceMs = (able[best] ?? []).map((member) => facts.health[member]?.sinceMs ?? facts.nowMs)
    const waiting = awaitFailback(pool.options, sinceMs, facts)
    if (waiting !== undefined)
      return { level: held, members: able[held] ?? [], reason: 'awaiting-failback', waiting }
  }
  return { level: best, members: able[best] ?? [], reason }
}

interface Usable {
  readonly isUsable: (member: number) => boolean
  /** Why others than the available ones are usable; best-tier: they are the available ones. */
  readonly reason: 'best-tier' | 'only-held' | 'only-drained'
}

/**
 * Available members that are not drained; with available=degraded-last no degraded one while any member of any tier is
 * healthy. When there is none, those that are only held down: they work. When there is none either, those that are
 * drained and healthy: a decree empties no pool.
 */
function usableMembers({ members, options }: Pool, { health }: Facts): Usable {
  const isDrained = (member: number): boolean => health[member]?.drainedUntilMs !== undefined
  const works = (member: number): boolean => health[member]?.available === true
  const isAvailable = (member: number): boolean => works(member) && !isDrained(member)
  const isHeld = (member: number): boolean => health[member]?.held === true && !isDrained(member)
  const isHealthy = (member: number): boolean => isAvailable(member) && health[member]?.degraded !== true
  const anyone = (is: (member: number) => boolean): boolean => members.some((_, i) => is(i))
  if (!anyone(isAvailable)) {
    if (!anyone(isHeld) && anyone(works)) return { isUsable: works, reason: 'only-drained' }
    return { isUsable: isHeld, reason: 'only-held' }
  }
  const prefersHealthy = options.available === 'degraded-last' && anyone(isHealthy)
  return { isUsable: prefersHealthy ? isHealthy : isAvailable, reason: 'best-tier' }
}

/** Tiers in order; for clients of some `for=`, the preferred records' tiers come before all others. */
export function levelsOf(pool: Pool, preferred: readonly number[]): number[][] {
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

/** Nothing available is no reason to answer who was forced down, unless everybody is. */
function withoutForced(
  levels: readonly (readonly number[])[],
  { health }: Facts,
): readonly (readonly number[])[] {
  const left = levels.map((level) => level.filter((member) => health[member]?.isForcedDown !== true))
  return left.every((level) => level.length === 0) ? levels : left.filter((level) => level.length > 0)
}

/** No level has `min` available members: the fullest of them, or what the zone says for the day when all are down. */
function withoutEnough(
  pool: Pool,
  levels: readonly (readonly number[])[],
  able: readonly (readonly number[])[],
  before: Standing | undefined,
  reason: Usable['reason'],
): Standing {
  const fullest = able.reduce(
    (best, members, i) => (members.length > (able[best]?.length ?? 0) ? i : best),
    0,
  )
  const members = able[fullest] ?? []
  if (members.length > 0)
    return { level: fullest, members, reason: reason === 'best-tier' ? 'short-tier' : reason }
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
      return levels.flat().sort((a, b) => a - b)
    case 'last': {
      const last = before?.members.filter((member) => levels.flat().includes(member)) ?? []
      return last.length > 0 ? last : (levels[0] ?? [])
    }
    case 'primary':
      return levels[0] ?? []
  }
}

/** Never above the declared TTL; less while a change is under way, or comes at a time that is known. */
function timesOf(
  pool: Pool,
  facts: Facts,
  standings: readonly Standing[],
  starts: readonly SlowStart[],
): Pick<Publication, 'ttlSeconds' | 'recheckAtMs'> {
  const untilChange = facts.health.flatMap((health) => health.changeWithinMs ?? [])
  const soonest = Math.floor(Math.min(...untilChange, Number.POSITIVE_INFINITY) / 1000)
  const ttlSeconds = Math.min(pool.ttlSeconds, Math.max(MIN_TTL_SECONDS, soonest))
  const answered = new Set(standings.flatMap(({ members }) => members))
  const leavesMs = facts.health.flatMap((one, i) => (answered.has(i) ? (one.drainsAtMs ?? []) : []))
  const returnsMs = facts.health.flatMap((one) => one.drainedUntilMs ?? []).filter(Number.isFinite)
  const growsMs = starts.flatMap(({ nextMs }, i) => (answered.has(i) ? (nextMs ?? []) : []))
  const waitsMs = standings.flatMap(({ waiting }) => waiting?.untilMs ?? [])
  const knownMs = [...leavesMs, ...waitsMs].filter((atMs) => atMs > facts.nowMs)
  const steps = knownMs.map((atMs) => approach(pool.ttlSeconds, atMs, facts.nowMs))
  return {
    ttlSeconds: steps.reduce((least, step) => Math.min(least, step.ttlSeconds), ttlSeconds),
    recheckAtMs: earliest([...returnsMs, ...growsMs, ...steps.map(({ recheckAtMs }) => recheckAtMs)]),
  }
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times)
}

const MIN_TTL_SECONDS = 1

function treeOf(pool: Pool, standings: readonly Standing[], steps: readonly number[]): Tree<Selection> {
  const picked = standings.map((standing) => selectionTree(pool, standing.members, steps))
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

function selectionTree(pool: Pool, members: readonly number[], steps: readonly number[]): Tree<Selection> {
  if (members.length === 0) return leafOf([])
  const isGrowing = members.some((member) => steps[member] !== SLOW_START_STEPS)
  const candidates = members.map((member): Candidate => {
    const { record, note } = pool.members[member] as Member
    const weight = (note.weight ?? 1) * (isGrowing ? (steps[member] ?? SLOW_START_STEPS) : 1)
    return { member, weight, identity: record.rdata }
  })
  return PICK_POLICIES[pool.options.pick](candidates, pool.options.answers ?? candidates.length)
}
