// From loaded zones to what must be watched: the targets, and which pools hang on which of them.

import { locate, zoneOf } from '../answer/locate.ts'
import type { Member, Pool } from '../answer/pool.ts'
import type { ViewNode } from '../answer/view-node.ts'
import type { ZoneView } from '../answer/zone-view.ts'
import { foldCase, type Name, nameToText } from '../dns/name.ts'
import { hostNamedBy } from '../dns/rdata/names.ts'
import { TYPE } from '../dns/type.ts'
import { type Check, probedChecks } from '../health/composite.ts'
import { isTheSame, type Target, targetId } from '../health/target.ts'
import type { CheckDeclaration, ProbeDeclaration, Zone } from '../zone/zone.ts'
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
}

/** One `check=` of a record: the zone's checks by name, and the target of each probed one below it. */
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

export function planService(zones: readonly PlannedZone[]): ServicePlan {
  const views = new Map(zones.map(({ view }) => [view.origin, view]))
  const targets = new Map<string, Target>()
  const pools = new Map<string, PlannedPool>()
  for (const { zone, view } of zones) {
    const checks = new Map(zone.checks.map((check) => [check.name, check]))
    for (const pool of view.pools.values()) {
      const needs = pool.members.map((member) => needsOf(member, { zone, checks, targets, views }))
      pools.set(pool.key, { pool, origin: view.origin, needs })
    }
  }
  return { views, pools, targets, poolsOf: poolsByTarget(pools) }
}

interface Planning {
  readonly zone: Zone
  readonly checks: ReadonlyMap<string, CheckDeclaration>
  readonly targets: Map<string, Target>
  readonly views: ReadonlyMap<Name, ZoneView>
}

function needsOf(member: Member, planning: Planning): MemberNeeds {
  const address = addressText(member.record.type, member.record.rdata)
  const checks = member.note.checks.map((name) => neededCheck(name, address, planning))
  const host = member.note.follow ? hostOf(member, planning.views) : undefined
  return { checks, host }
}

function neededCheck(name: string, address: string | undefined, planning: Planning): NeededCheck {
  const targetOf = new Map<string, string>()
  for (const probed of probedChecks(name, planning.checks)) {
    const check = planning.checks.get(probed)
    if (check?.kind !== 'probe') continue
    const at = check.options['address'] ?? address
    if (at !== undefined) targetOf.set(probed, addTarget(check, at, planning))
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

function poolsByTarget(pools: ReadonlyMap<string, PlannedPool>): Map<string, Set<string>> {
  const byTarget = new Map<string, Set<string>>()
  for (const [key, planned] of pools)
    for (const id of targetsOf(planned, pools)) {
      const known = byTarget.get(id)
      if (known === undefined) byTarget.set(id, new Set([key]))
      else known.add(key)
    }
  return byTarget
}

/** The targets of a pool's own checks and of the hosts that it follows. */
export function targetsOf(planned: PlannedPool, pools: ReadonlyMap<string, PlannedPool>): Set<string> {
  const reached = new Set([planned])
  const ids = new Set<string>()
  for (const one of reached)
    for (const { checks, host } of one.needs) {
      for (const check of checks) for (const id of check.targetOf.values()) ids.add(id)
      for (const key of host?.pools ?? []) {
        const followed = pools.get(key)
        if (followed !== undefined) reached.add(followed)
      }
    }
  return ids
}
