// How long a failover takes at worst: until the checks have noticed, and until caches have forgotten.
import { foldCase, type Name } from '../dns/name.ts'
import { hostNamedBy } from '../dns/rdata/names.ts'
import { detectionMs } from '../health/timing.ts'
import { namedBy } from './composites.ts'
import { addressesOf } from './follow.ts'
import type { CheckDeclaration, ProbeDeclaration, Zone, ZoneRecord } from './zone.ts'
import { indexZone, rrsetAt, type ZoneIndex } from './zone-index.ts'

/** The RRset of a pool. */
export interface PoolName {
  readonly owner: Name
  readonly type: number
}

export interface FailoverBudget {
  /** Of the slowest check: every × fall + timeout, or less with confirm=, and what asking for its needs takes; 0 without. */
  readonly detectionMs: number
  /** The declared TTL: an answer may have been cached just before the failure. */
  readonly ttlMs: number
  readonly totalMs: number
}

/** One pool. For all pools of a zone at once failoverBudgets is linear, where calling this is not. */
export function failoverBudgetMs(zone: Zone, pool: PoolName): FailoverBudget {
  return budgetOf(indexZone(zone.origin, zone.records), detectionTimes(zone.checks), pool)
}

/** Every RRset that bears a note or a pool line, in the order of the file. */
export function failoverBudgets(zone: Zone): readonly (PoolName & FailoverBudget)[] {
  const names = poolNames(zone)
  if (names.length === 0) return []
  const index = indexZone(zone.origin, zone.records)
  const detectionMs = detectionTimes(zone.checks)
  return names.map((pool) => ({ ...pool, ...budgetOf(index, detectionMs, pool) }))
}

function poolNames(zone: Zone): readonly PoolName[] {
  const names = new Map<string, PoolName>()
  const add = ({ owner, type }: PoolName) => {
    const key = `${type} ${foldCase(owner)}`
    if (!names.has(key)) names.set(key, { owner, type })
  }
  for (const record of zone.records) if (record.note !== undefined) add(record)
  for (const pool of zone.pools) add(pool)
  return [...names.values()]
}

/** `detectionMs` as detectionTimes() makes it. */
export function budgetOf(
  index: ZoneIndex,
  detectionMs: (checks: readonly string[]) => number,
  pool: PoolName,
): FailoverBudget {
  const members = rrsetAt(index, foldCase(pool.owner), pool.type)
  const slowest = members.reduce((slowest, member) => {
    const own = detectionMs(member.note?.checks ?? [])
    const hosts = followed(index, member).map((host) => detectionMs(host.note?.checks ?? []))
    return hosts.reduce((most, one) => Math.max(most, one), Math.max(slowest, own))
  }, 0)
  const ttlMs = members.reduce(
    (lowest, member) => Math.min(lowest, member.ttlSeconds * 1000),
    Number.POSITIVE_INFINITY,
  )
  const finiteTtlMs = members.length === 0 ? 0 : ttlMs
  return { detectionMs: slowest, ttlMs: finiteTtlMs, totalMs: slowest + finiteTtlMs }
}

function followed(index: ZoneIndex, member: ZoneRecord): readonly ZoneRecord[] {
  if (member.note?.follow !== true) return []
  const host = hostNamedBy(member.type, member.rdata)
  return host === undefined ? [] : (addressesOf(index, host) ?? [])
}

/** The time until the slowest of some checks has noticed; what a check needs is found out once. */
export function detectionTimes(
  declarations: readonly CheckDeclaration[],
): (checks: readonly string[]) => number {
  const byName = new Map(declarations.map((check) => [check.name, check]))
  const known = new Map<string, number>()
  const timeOf = (name: string) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const probes = probesBelow(byName, name)
    const slowest = probes.reduce((most, probe) => Math.max(most, detectionOf(byName, probe)), 0)
    known.set(name, slowest)
    return slowest
  }
  return (checks) => checks.reduce((most, name) => Math.max(most, timeOf(name)), 0)
}

/** Before a failure is believed, what the check needs is asked, and then the target once more. */
function detectionOf(byName: Checks, { timing, needs }: ProbeDeclaration): number {
  const asked = needs.flatMap((need) => probesBelow(byName, need)).map((probe) => probe.timing.timeoutMs)
  const belief = asked.length === 0 ? 0 : Math.max(...asked) + timing.timeoutMs
  return detectionMs(timing) + belief
}

type Checks = ReadonlyMap<string, CheckDeclaration>

/** All probes below a check, however deep composites and needs go. */
function probesBelow(byName: Checks, name: string): readonly ProbeDeclaration[] {
  const names = new Set([name])
  const probes: ProbeDeclaration[] = []
  for (const one of names) {
    const check = byName.get(one)
    if (check === undefined) continue
    if (check.kind === 'probe') probes.push(check)
    for (const named of namedBy(check)) names.add(named)
  }
  return probes
}
