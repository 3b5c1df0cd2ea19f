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
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool } from '../plan/service-plan.ts'
import { answeredNow } from '../publish/answered-now.ts'
import type { ServedZone } from '../publish/in-service.ts'
import type { Publisher } from '../publish/publisher.ts'
import { doubtWhy } from '../settle/doubt-acts.ts'
import { redundancyOf } from '../settle/redundancy.ts'
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

export function targetStatus(target: Target, daemon: Daemon): TargetStatus {
  const verdict = daemon.verdicts.get(target.id) ?? UNKNOWN_VERDICT
  const dueMs = daemon.nextProbeAtMs(target.id)
  const { plan } = daemon.service
  return {
    id: target.id,
    address: target.address,
    check: target.checkName,
    state: verdict.state,
    sinceMs: verdict.sinceMs,
    ...blamesOf(target, verdict, daemon),
    ...(daemon.belief.isDoubted(target.id) ? { doubted: true } : {}),
    ...overriddenPart(target, daemon),
    ...(plan.canaries.has(target.id) ? { canary: true } : {}),
    goods: verdict.goods,
    bads: verdict.bads,
    ...heldUntil(verdict),
    ...lastProbe(verdict),
    ...(dueMs === undefined ? {} : { nextProbeInMs: Math.max(0, Math.round(dueMs - performance.now())) }),
    pools: [...(plan.poolsOf.get(target.id) ?? [])].flatMap((key) => {
      const planned = plan.pools.get(key)
      return planned === undefined ? [] : [poolName(planned)]
    }),
  }
}

function overriddenPart({ id }: Target, daemon: Daemon): Pick<TargetStatus, 'override'> {
  const override = decreedNow(daemon).overridden.targets.get(id)
  return override === undefined ? {} : { override: overrideWhy(override) }
}

/** What holds by a maintenance or by a person. */
export function decreedNow({ windowOf, overrides, service: { plan } }: Daemon): Decreed {
  return decreedAt(windowOf, (nowMs) => overrides.overridden(plan, nowMs), Date.now())
}

function blamesOf({ id }: Target, { state }: Verdict, daemon: Daemon): Pick<TargetStatus, 'blames'> {
  if (state === 'down') return {}
  const blames = blamed(id, daemon.service.plan, (one) => daemon.verdicts.get(one))
  return blames.length === 0 ? {} : { blames }
}

function heldUntil({ damping }: Verdict): Pick<TargetStatus, 'heldUntilMs'> {
  const untilMs = damping?.hold?.untilMs
  return untilMs !== undefined && isHeld(damping, Date.now()) ? { heldUntilMs: untilMs } : {}
}

function lastProbe({ last, lastAtMs }: Verdict): Pick<TargetStatus, 'last'> {
  if (last === undefined || lastAtMs === undefined) return {}
  return { last: { ...last, atMs: lastAtMs } }
}

export function poolStatus(planned: PlannedPool, daemon: Daemon): PoolStatus {
  const { pool } = planned
  const { service } = daemon
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
    members: pool.members.map((_, i) => memberStatus(planned, i, publication, daemon)),
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

function memberStatus(
  planned: PlannedPool,
  index: number,
  publication: Publication,
  daemon: Daemon,
): MemberStatus {
  const { record, note } = planned.pool.members[index] as PlannedPool['pool']['members'][number]
  const needs = planned.needs[index] as PlannedPool['needs'][number]
  const verdictOf = (id: string): Verdict | undefined => daemon.verdicts.get(id)
  const { plan } = daemon.service
  const decreed = decreedNow(daemon)
  const { available, degraded, drainedUntilMs } = memberHealth(needs, plan, verdictOf, decreed)
  return {
    data: printRdata(record.type, record.rdata),
    tier: note.tier,
    ...(note.weight === undefined ? {} : { weight: note.weight }),
    available,
    ...(drainedUntilMs === undefined ? {} : { drained: true }),
    ...(available && degraded === true ? { degraded } : {}),
    published: publication.published[index] === true,
    why: memberWhy(needs, plan, verdictOf, decreed),
  }
}
