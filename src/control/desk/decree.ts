// `failover drain`, `force-down`, `force-up` and `undo`: from what a person asks for to an override, or what is wrong with it.
import type { NewOverride, Override } from '../../store/overrides.ts'
import { StoreFault } from '../../store/problem.ts'
import { durationFromText, durationToText } from '../../zone/duration.ts'
import { quote } from '../../zone/nearest.ts'
import type { Daemon } from '../daemon.ts'
import type {
  DecreeReport,
  DecreeRequest,
  OperatorProblem,
  OverrideStatus,
  PoolMove,
  UndoReport,
  UndoRequest,
} from '../operator.ts'
import { MAX_OVERRIDES } from '../plan/overrides.ts'
import { poolName } from '../plan/pool-name.ts'
import { canonicalSelector, matches, nearestSelector, type Selected, select } from '../plan/selector.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import { answeredNow } from '../publish/answered-now.ts'
import { poolWhy } from './sentences.ts'

/** `nowMs`: wall clock. */
export function decree(
  daemon: Daemon,
  request: DecreeRequest,
  nowMs: number,
): DecreeReport | OperatorProblem {
  const { plan } = daemon.service
  const target = canonicalSelector(request.target)
  const selected = select(target, plan)
  if (selected.members.length + selected.targets.length === 0) return matchesNothing(target, plan)
  const term = termOf(request, nowMs)
  if ('problem' in term) return term
  const { endsMs } = term
  const { who, why, decree } = request
  const override: NewOverride = { target, decree, who, why: why.trim(), startedMs: nowMs, endsMs }
  const problem = problemWith(override, selected, daemon)
  if (problem !== undefined) return refused('bad-request', problem)
  const before = answersOf(daemon)
  return stored(() => {
    const added = daemon.overrides.add(override)
    // Who is forced up is to answer, and not to wait for a failback.
    daemon.decreed(decree === 'force-up' ? poolsBehind(selected, plan) : [])
    return { override: overrideStatus(added, plan), pools: movesSince(before, selected, daemon) }
  })
}

export function undo(
  daemon: Daemon,
  { target, who }: UndoRequest,
  nowMs: number,
): UndoReport | OperatorProblem {
  const pattern = canonicalSelector(target)
  const open = daemon.overrides.at(nowMs)
  const meant = open.filter((one) => one.target === pattern || matches(pattern, one.target))
  if (meant.length === 0)
    return refused('not-found', `no override has the target ${quote(target)}; ${holding(open)}`)
  const { plan } = daemon.service
  const selected = meant.map((one) => select(one.target, plan))
  const all = {
    members: selected.flatMap(({ members }) => members),
    targets: selected.flatMap(({ targets }) => targets),
  }
  const before = answersOf(daemon)
  return stored(() => {
    try {
      daemon.overrides.end(meant, who, nowMs)
    } finally {
      daemon.decreed([])
    }
    return { ended: meant.map((one) => overrideStatus(one, plan)), pools: movesSince(before, all, daemon) }
  })
}

export function overrideStatus(override: Override, plan: ServicePlan): OverrideStatus {
  const { startedMs, endsMs, ...rest } = override
  const pools = [...poolsBehind(select(override.target, plan), plan)].flatMap(
    (key) => plan.pools.get(key) ?? [],
  )
  const ends = endsMs === undefined ? {} : { endsAtMs: endsMs }
  return { ...rest, startedAtMs: startedMs, ...ends, pools: pools.map(poolName) }
}

/** Ten years: who means longer types `ever`. */
const MAX_TERM_MS = 10 * 365 * 86_400_000
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i

/** `endsMs`: wall clock; undefined for ever. */
export function termOf(
  request: Pick<DecreeRequest, 'for' | 'until'>,
  nowMs: number,
): { readonly endsMs: number | undefined } | OperatorProblem {
  const { for: span, until } = request
  if ((span === undefined) === (until === undefined))
    return refused('bad-request', 'say until when: either for, a duration or "ever", or until, a moment')
  if (span === 'ever') return { endsMs: undefined }
  const endsMs = span === undefined ? momentOf(until ?? '') : endOf(span, nowMs)
  if (endsMs === undefined) {
    const sentence =
      span === undefined
        ? `${quote(until ?? '')} is no moment: write it as 2026-03-01T18:00:00Z`
        : `${quote(span)} is no duration: write 30m, 2h or 1d, or ever`
    return refused('bad-request', sentence)
  }
  if (endsMs <= nowMs) return refused('bad-request', 'its end is not in the future')
  if (endsMs - nowMs > MAX_TERM_MS) return refused('bad-request', 'it is longer than ten years: say for ever')
  return { endsMs }
}

function endOf(span: string, nowMs: number): number | undefined {
  const lengthMs = durationFromText(span)
  return lengthMs === undefined ? undefined : nowMs + lengthMs
}

function momentOf(text: string): number | undefined {
  const atMs = RFC_3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : atMs
}

function problemWith(
  { decree, startedMs, endsMs, why }: NewOverride,
  { members }: Selected,
  { overrides }: Daemon,
): string | undefined {
  if (why === '') return 'say why: whoever finds it at night has only that'
  if (overrides.at(startedMs).length >= MAX_OVERRIDES)
    return `there are ${MAX_OVERRIDES} overrides already: undo some`
  if (decree !== 'drain' || endsMs === undefined || members.length === 0) return undefined
  const ttlMs = Math.min(...members.map(({ planned }) => planned.pool.ttlSeconds * 1000))
  if (endsMs - startedMs > ttlMs) return undefined
  return `a drain takes as long as the TTL, ${durationToText(ttlMs)}, and this one would end before: give it longer, or use force-down`
}

export function matchesNothing(target: string, plan: ServicePlan): OperatorProblem {
  const near = nearestSelector(target, plan)
  const hint = near === undefined ? 'no zone has a note' : `the nearest is "${near}"`
  return refused(
    'not-found',
    `${quote(target)} matches no target, address, server name or pool member; ${hint}`,
  )
}

const MAX_NAMED = 5

function holding(open: readonly Override[]): string {
  if (open.length === 0) return 'there is none at all'
  const more = open.length > MAX_NAMED ? ' …' : ''
  const named = open.slice(-MAX_NAMED).map((one) => `"${one.target}"`)
  return `there are ${named.join(', ')}${more}`
}

function poolsBehind({ members, targets }: Selected, { poolsOf }: ServicePlan): ReadonlySet<string> {
  return new Set([
    ...members.map(({ planned }) => planned.pool.key),
    ...targets.flatMap((id) => [...(poolsOf.get(id) ?? [])]),
  ])
}

type AnswersByPool = ReadonlyMap<string, readonly string[]>

function answersOf(daemon: Daemon): AnswersByPool {
  const { plan, publisher } = daemon.service
  return new Map(
    [...plan.pools].map(([key, { pool }]) => [key, answeredNow(pool, publisher.publicationOf(pool))]),
  )
}

/** Of the pools that were meant, and of those that follow them and answer something else now. */
function movesSince(before: AnswersByPool, selected: Selected, { service }: Daemon): PoolMove[] {
  const { plan, publisher } = service
  const meant = poolsBehind(selected, plan)
  const moveOf = (planned: PlannedPool): PoolMove[] => {
    const publication = publisher.publicationOf(planned.pool)
    const answers = answeredNow(planned.pool, publication)
    const was = before.get(planned.pool.key) ?? []
    if (!meant.has(planned.pool.key) && was.join() === answers.join()) return []
    const { ttlSeconds } = publication
    return [{ pool: poolName(planned), was, answers, ttlSeconds, why: poolWhy(planned.pool, publication) }]
  }
  return [...plan.pools.values()].flatMap(moveOf)
}

/** A decree that is not written would be forgotten by a restart: it does not hold. */
function stored<Result>(work: () => Result): Result | OperatorProblem {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return refused('unavailable', `the database refuses it: ${error.message}`)
  }
}

function refused(code: OperatorProblem['problem']['code'], sentence: string): OperatorProblem {
  return { problem: { code, sentence } }
}
