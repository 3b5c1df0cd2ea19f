// What is up, what is answered, and why, as the API tells it.
import { performance } from 'node:perf_hooks'

import type { Publication, Standing } from '../../answer/publish.ts'
import { nameToText } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import { typeToText } from '../../dns/type.ts'
import { isHeld } from '../../health/flap.ts'
import type { Target } from '../../health/target.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { Daemon } from '../daemon.ts'
import { problemLines } from '../load/findings.ts'
import type { MemberStatus, PoolStatus, Status, TargetStatus, ZoneStatus } from '../operator.ts'
import { memberHealth } from '../plan/availability.ts'
import { blamed } from '../plan/blame.ts'
import { type Decreed, decreedAt } from '../plan/decreed.ts'
import { memberTargets } from '../plan/member-targets.ts'
import { poolName } from '../plan/pool-name.ts'
import type { MemberNeeds, PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import { answeredNow } from '../publish/answered-now.ts'
import type { InService, ServedZone } from '../publish/in-service.ts'
import type { Publisher } from '../publish/publisher.ts'
import { doubtWhy } from '../settle/doubt-acts.ts'
import { redundancyOf } from '../settle/redundancy.ts'
import { memberName } from '../settle/stale.ts'
import { overrideWhy } from './decreed-why.ts'
import { memberWhy, poolWhy } from './sentences.ts'

export function zoneStatus(served: ServedZone): ZoneStatus {
  const { origin, file, serial, records, pools, loadedAtMs, findings, stale } = served
  const problems = problemLines(findings)
  return { origin: nameToText(origin), file, serial, records, pools, loadedAtMs, problems, stale }
}

export function doubtStatus({ belief }: Daemon): Pick<Status, 'doubt'> {
  const why = doubtWhy(belief)
  return why === undefined || belief.trust.state !== 'doubt'
    ? {}
    : { doubt: { sinceMs: belief.trust.sinceMs, why } }
}

/** What the status of targets and pools is made of: all of it of one moment. */
export interface Seen {
  readonly daemon: Daemon
  readonly service: InService
  readonly decreed: Decreed
  readonly verdictOf: (id: string) => Verdict | undefined
  /** By pool key: a pool is named by each of its targets. */
  readonly poolNames: ReadonlyMap<string, string>
}

export function seenNow(daemon: Daemon): Seen {
  const { service, verdicts } = daemon
  const { pools } = service.plan
  return {
    daemon,
    service,
    decreed: decreedNow(daemon),
    verdictOf: (id) => verdicts.get(id),
    poolNames: new Map([...pools].map(([key, planned]) => [key, poolName(planned)])),
  }
}

export function targetStatus(target: Target, seen: Seen): TargetStatus {
  const { daemon, poolNames } = seen
  const verdict = seen.verdictOf(target.id) ?? UNKNOWN_VERDICT
  const dueMs = daemon.nextProbeAtMs(target.id)
  const { plan } = seen.service
  return {
    id: target.id,
    address: target.address,
    check: target.checkName,
    state: verdict.state,
    sinceMs: verdict.sinceMs,
    ...blamesOf(target, verdict, seen),
    ...(daemon.belief.isDoubted(target.id) ? { doubted: true } : {}),
    ...overriddenPart(target, seen),
    ...(plan.canaries.has(target.id) ? { canary: true } : {}),
    goods: verdict.goods,
    bads: verdict.bads,
    ...heldUntil(verdict, seen),
    ...lastProbe(verdict),
    ...(dueMs === undefined ? {} : { nextProbeInMs: Math.max(0, Math.round(dueMs - performance.now())) }),
    pools: [...(plan.poolsOf.get(target.id) ?? [])].flatMap((key) => poolNames.get(key) ?? []),
  }
}

function overriddenPart({ id }: Target, { decreed }: Seen): Pick<TargetStatus, 'override'> {
  const override = decreed.overridden.targets.get(id)
  return override === undefined ? {} : { override: overrideWhy(override) }
}

/** What holds by a maintenance or by a person. */
export function decreedNow({ windowOf, overrides, service: { plan } }: Daemon): Decreed {
  return decreedAt(windowOf, (nowMs) => overrides.overridden(plan, nowMs), Date.now())
}

function blamesOf({ id }: Target, { state }: Verdict, seen: Seen): Pick<TargetStatus, 'blames'> {
  if (state === 'down') return {}
  const blames = blamed(id, seen.service.plan, seen.verdictOf)
  return blames.length === 0 ? {} : { blames }
}

function heldUntil({ damping }: Verdict, { decreed }: Seen): Pick<TargetStatus, 'heldUntilMs'> {
  const untilMs = damping?.hold?.untilMs
  return untilMs !== undefined && isHeld(damping, decreed.nowMs) ? { heldUntilMs: untilMs } : {}
}

function lastProbe({ last, lastAtMs }: Verdict): Pick<TargetStatus, 'last'> {
  if (last === undefined || lastAtMs === undefined) return {}
  return { last: { ...last, atMs: lastAtMs } }
}

export function poolStatus(planned: PlannedPool, seen: Seen): PoolStatus {
  const { pool } = planned
  const { service } = seen
  const publication = service.publisher.publicationOf(pool)
  const standing = publication.standings[0] as Standing
  const first = standing.members[0]
  const tier = first === undefined ? undefined : pool.members[first]?.note.tier
  const { ttlSeconds } = publication
  return {
    name: nameToText(pool.owner),
    type: typeToText(pool.type),
    zone: nameToText(planned.origin),
    ...(tier === undefined || standing.reason === 'all-down' ? {} : { tier }),
    answers: answeredNow(pool, publication).map((data) => ({ data, ttlSeconds })),
    members: pool.members.map((_, i) => memberStatus(planned, i, publication, seen)),
    ...redundancyPart(planned, service.publisher),
    why: poolWhy(pool, publication),
    ...waitingOf(publication),
    ...shrunkTtl(planned, publication),
  }
}

function redundancyPart(planned: PlannedPool, publisher: Publisher): Pick<PoolStatus, 'redundancy'> {
  const redundancy = redundancyOf(planned, publisher)
  return redundancy === undefined ? {} : { redundancy }
}

/** Of the first class of clients that waits: the classes of a pool have one `failback=`. */
function waitingOf({ standings }: Publication): Pick<PoolStatus, 'waiting'> {
  const waiting = standings.find((standing) => standing.waiting !== undefined)?.waiting
  if (waiting === undefined) return {}
  const { untilMs } = waiting
  return { waiting: { for: waiting.for, ...(untilMs === undefined ? {} : { untilMs }) } }
}

function shrunkTtl({ pool }: PlannedPool, { ttlSeconds }: Publication): Pick<PoolStatus, 'shrunkTtl'> {
  if (ttlSeconds >= pool.ttlSeconds) return {}
  const why = 'a change is under way: no cache keeps the answer longer than the change can take'
  return { shrunkTtl: { declaredSeconds: pool.ttlSeconds, ttlSeconds, why } }
}

function stalePart(planned: PlannedPool, index: number, { standbys }: Daemon): Pick<MemberStatus, 'stale'> {
  const stale = standbys.staleIn(planned).get(memberName(planned, index))
  return stale === undefined ? {} : { stale }
}

function memberStatus(
  planned: PlannedPool,
  index: number,
  publication: Publication,
  { service: { plan }, daemon, decreed, verdictOf }: Seen,
): MemberStatus {
  const { record, note } = planned.pool.members[index] as PlannedPool['pool']['members'][number]
  const needs = planned.needs[index] as PlannedPool['needs'][number]
  const { available, degraded, drainedUntilMs } = memberHealth(needs, plan, verdictOf, decreed)
  return {
    data: printRdata(record.type, record.rdata),
    tier: note.tier,
    ...(note.weight === undefined ? {} : { weight: note.weight }),
    available,
    ...(drainedUntilMs === undefined ? {} : { drained: true }),
    ...stalePart(planned, index, daemon),
    ...(available && degraded === true ? { degraded } : {}),
    published: publication.published[index] === true,
    ...targetsPart(needs, plan),
    why: memberWhy(needs, plan, verdictOf, decreed),
  }
}

function targetsPart(needs: MemberNeeds, plan: ServicePlan): Pick<MemberStatus, 'targets'> {
  const targets = memberTargets(needs, plan)
  return targets.length === 0 ? {} : { targets }
}
