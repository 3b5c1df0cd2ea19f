// From loaded zones to what must be watched: the targets, and which pools hang on which of them.

import { locate, zoneOf } from '../../answer/locate.ts'
import type { Member, Pool } from '../../answer/pool.ts'
import type { ViewNode } from '../../answer/view-node.ts'
import type { ZoneView } from '../../answer/zone-view.ts'
import { foldCase, type Name, nameToText } from '../../dns/name.ts'
import { hostNamedBy } from '../../dns/rdata/names.ts'
import { TYPE } from '../../dns/type.ts'
import { type Check, MAX_CHECK_DEPTH, probedChecks } from '../../health/composite.ts'
import { isTheSame, type Target, targetId } from '../../health/target.ts'
import { atOnce } from '../../slices.ts'
import type { CheckDeclaration, Maintenance, ProbeDeclaration, Zone } from '../../zone/zone.ts'
import { addressText } from './address-text.ts'

/** A zone in service, as far as planning needs it. */
export interface PlannedZone {
  readonly zone: Zone
  readonly view: ZoneView
}

export interface ServicePlan {
  readonly views: ReadonlyMap<Name, ZoneView>
  /** By pool key. */
  readonly pools: ReadonlyMap<string, PlannedPool>
  /** By target id. */
  readonly targets: ReadonlyMap<string, Target>
  /** Keys of the pools whose answer may change with a target, directly or through `follow`. */
  readonly poolsOf: ReadonlyMap<string, ReadonlySet<string>>
  /** By target id: the checks of its `needs=`. Targets that need nothing are not in it. */
  readonly needsOf: ReadonlyMap<string, readonly NeededCheck[]>
  /** The other way round: the targets that need one. */
  readonly dependentsOf: ReadonlyMap<string, ReadonlySet<string>>
  /** Ids of the targets that tell whether we are cut off. */
  readonly canaries: ReadonlySet<string>
  /** Of all zones and of failover.yaml: a server in maintenance is so under every name. */
  readonly maintenance: readonly Maintenance[]
  /** Keys of the pools whose answer may change when a window opens. */
  readonly timed: ReadonlySet<string>
}

export interface PlannedPool {
  readonly pool: Pool
  readonly origin: Name
  /** In the order of the pool's members. */
  readonly needs: readonly MemberNeeds[]
}

/** On what a member's availability rests. */
export interface MemberNeeds {
  readonly checks: readonly NeededCheck[]
  /** The addresses of the host that the member follows; undefined when it follows none. */
  readonly host: HostNeeds | undefined
  /** Of its address. */
  readonly maintenance: readonly Maintenance[]
}

/** One `check=` of a record, or one `needs=` of a check: the zone's checks by name, and the target of each probed one below it. */
export interface NeededCheck {
  readonly name: string
  readonly checks: ReadonlyMap<string, Check>
  readonly targetOf: ReadonlyMap<string, string>
}

export interface HostNeeds {
  readonly name: Name
  /** Some address of the host bears no note: it is always available. */
  readonly always: boolean
  /** Keys of the host's address pools. */
  readonly pools: readonly string[]
}

/** `ofConfig`: maintenance beside that of the zones. */
export function planService(
  zones: readonly PlannedZone[],
  ofConfig: readonly Maintenance[] = [],
): ServicePlan {
  return atOnce(planSteps(zones, ofConfig))
}

/** A quarter of a millisecond. */
const POOLS_PER_STEP = 25

/** A little of the plan with each step. */
export function* planSteps(
  zones: readonly PlannedZone[],
  ofConfig: readonly Maintenance[] = [],
): Generator<void, ServicePlan> {
  const views = new Map(zones.map(({ view }) => [view.origin, view]))
  const targets = new Map<string, Target>()
  const needsOf = new Map<string, readonly NeededCheck[]>()
  const canaries = new Set<string>()
  const pools = new Map<string, PlannedPool>()
  const maintenance = [...zones.flatMap(({ zone }) => zone.maintenance), ...ofConfig]
  for (const { zone, view } of zones) {
    const checks = new Map(zone.checks.map((check) => [check.name, check]))
    const planning = { zone, checks, targets, needsOf, views, maintenance }
    for (const check of zone.checks)
      if (check.kind === 'probe' && check.canary)
        for (const id of neededCheck(check.name, undefined, planning).targetOf.values()) canaries.add(id)
    for (const pool of view.pools.values()) {
      const needs = pool.members.map((member) => memberNeeds(member, planning))
      pools.set(pool.key, { pool, origin: view.origin, needs })
      if (pools.size % POOLS_PER_STEP === 0) yield
    }
  }
  const dependentsOf = dependentsByTarget(needsOf)
  const poolsOf = yield* poolsByTarget(pools, needsOf)
  const timed = yield* timedPools(pools)
  return { views, pools, targets, poolsOf, needsOf, dependentsOf, canaries, maintenance, timed }
}

interface Planning {
  readonly zone: Zone
  readonly checks: ReadonlyMap<string, CheckDeclaration>
  readonly targets: Map<string, Target>
  readonly needsOf: Map<string, readonly NeededCheck[]>
  readonly views: ReadonlyMap<Name, ZoneView>
  readonly maintenance: readonly Maintenance[]
}

function memberNeeds(member: Member, planning: Planning): MemberNeeds {
  const address = addressText(member.record.type, member.record.rdata)
  const checks = member.note.checks.map((name) => neededCheck(name, address, planning))
  const host = member.note.follow ? hostOf(member, planning.views) : undefined
  const maintenance = planning.maintenance.filter((one) => one.address === address)
  return { checks, host, maintenance }
}

function neededCheck(name: string, address: string | undefined, planning: Planning, depth = 0): NeededCheck {
  const targetOf = new Map<string, string>()
  for (const probed of probedChecks(name, planning.checks)) {
    const check = planning.checks.get(probed)
    if (check?.kind !== 'probe') continue
    const at = check.options['address'] ?? address
    if (at === undefined) continue
    const id = addTarget(check, at, planning)
    targetOf.set(probed, id)
    if (check.needs.length > 0 && !planning.needsOf.has(id) && depth < MAX_CHECK_DEPTH) {
      // Where a needed check names no address, it is probed at that of whoever needs it.
      const needs = check.needs.map((need) => neededCheck(need, at, planning, depth + 1))
      planning.needsOf.set(id, needs)
    }
  }
  return { name, checks: planning.checks, targetOf }
}

/** Two zones may give one name to different checks; the later zone's targets then say whose they are. */
function addTarget(check: ProbeDeclaration, address: string, { zone, targets }: Planning): string {
  const { address: _, ...options } = check.options
  const target = (id: string): Target => ({
    id,
    address,
    checkName: check.name,
    type: check.type,
    options,
    timing: check.timing,
  })
  const plain = target(targetId(address, check.name))
  const known = targets.get(plain.id)
  if (known === undefined || isTheSame(known, plain)) {
    if (known === undefined) targets.set(plain.id, plain)
    return plain.id
  }
  const own = target(`${plain.id}@${nameToText(zone.origin).replace(/\.$/, '')}`)
  targets.set(own.id, own)
  return own.id
}

/** Hosts outside our zones are taken to be available: we know nothing of them. */
function hostOf(member: Member, views: ReadonlyMap<Name, ZoneView>): HostNeeds | undefined {
  const host = hostNamedBy(member.record.type, member.record.rdata)
  if (host === undefined) return undefined
  const name = foldCase(host)
  const node = nodeOf(name, views)
  const sets = node?.rrsets.filter(({ type }) => type === TYPE.A || type === TYPE.AAAA) ?? []
  const pools = sets.flatMap(({ pool }) => (pool === undefined ? [] : [pool.key]))
  return { name, always: sets.length === 0 || pools.length < sets.length, pools }
}

function nodeOf(name: Name, views: ReadonlyMap<Name, ZoneView>): ViewNode | undefined {
  const view = zoneOf(views, name, TYPE.A)
  const location = view === undefined ? undefined : locate(view, name)
  return location?.at === 'name' || location?.at === 'wildcard' ? location.node : undefined
}

function* poolsByTarget(
  pools: ReadonlyMap<string, PlannedPool>,
  needsOf: ServicePlan['needsOf'],
): Generator<void, Map<string, Set<string>>> {
  const byTarget = new Map<string, Set<string>>()
  let looked = 0
  for (const [key, planned] of pools) {
    if (++looked % POOLS_PER_STEP === 0) yield
    for (const id of targetsOf(planned, pools, needsOf)) {
      const known = byTarget.get(id)
      if (known === undefined) byTarget.set(id, new Set([key]))
      else known.add(key)
    }
  }
  return byTarget
}

function dependentsByTarget(needsOf: ServicePlan['needsOf']): Map<string, Set<string>> {
  const dependents = new Map<string, Set<string>>()
  for (const [id, needs] of needsOf)
    for (const needed of needs.flatMap(({ targetOf }) => [...targetOf.values()])) {
      const known = dependents.get(needed)
      if (known === undefined) dependents.set(needed, new Set([id]))
      else known.add(id)
    }
  return dependents
}

function* timedPools(pools: ServicePlan['pools']): Generator<void, Set<string>> {
  const timed = new Set<string>()
  let looked = 0
  for (const [key, planned] of pools) {
    if (++looked % POOLS_PER_STEP === 0) yield
    const reached = poolsReached(planned, pools)
    const isTimed = [...reached].some(({ needs }) => needs.some(({ maintenance }) => maintenance.length > 0))
    if (isTimed || planned.pool.options.failbackWindow !== undefined) timed.add(key)
  }
  return timed
}

/** The pool and those that it follows, directly or through others. */
function poolsReached(planned: PlannedPool, pools: ServicePlan['pools']): ReadonlySet<PlannedPool> {
  const reached = new Set([planned])
  for (const one of reached)
    for (const { host } of one.needs)
      for (const key of host?.pools ?? []) {
        const followed = pools.get(key)
        if (followed !== undefined) reached.add(followed)
      }
  return reached
}

/** The targets of a pool's own checks and of the hosts that it follows, with all that these need. */
export function targetsOf(
  planned: PlannedPool,
  pools: ReadonlyMap<string, PlannedPool>,
  needsOf: ServicePlan['needsOf'],
): Set<string> {
  const ids = new Set<string>()
  for (const { needs } of poolsReached(planned, pools))
    for (const { checks } of needs)
      for (const { targetOf } of checks) for (const id of targetOf.values()) ids.add(id)
  for (const id of ids)
    for (const { targetOf } of needsOf.get(id) ?? []) for (const needed of targetOf.values()) ids.add(needed)
  return ids
}
