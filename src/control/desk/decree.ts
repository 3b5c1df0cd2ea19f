// `failover drain`, `force-down`, `force-up` and `undo`: from what a person asks for to an override, or what is wrong with it.

import { atOnce } from '../../slices.ts'
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
  UndoReport,
  UndoRequest,
} from '../operator.ts'
import { MAX_OVERRIDES } from '../plan/overrides.ts'
import { type PartOfPlan, partOfPlan } from '../plan/part-of-plan.ts'
import { poolName } from '../plan/pool-name.ts'
import { canonicalSelector, matches, nearestSelector, type Selected, select } from '../plan/selector.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import { foresee, type World } from './forecast.ts'
import { type Course, movesOf } from './moves.ts'
import { asPublished, settled, worldOf } from './world-now.ts'

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
  const { who, why, decree, dryRun } = request
  const override: NewOverride = { target, decree, who, why: why.trim(), startedMs: nowMs, endsMs }
  const problem = problemWith(override, selected, daemon, dryRun)
  if (problem !== undefined) return refused('bad-request', problem)
  const meant = poolsBehind(selected, plan)
  const part = partOfPlan(plan, meant)
  // Who is forced up is to answer, and not to wait for a failback.
  const released = decree === 'force-up' ? meant : NONE
  if (dryRun === true) {
    const planned = { ...override, id: 0 }
    const rest = daemon.overrides.at(nowMs).filter((one) => one.target !== target)
    const { id: _, ...told } = overrideStatus(planned, plan)
    const changes = { overrides: [...rest, planned], released }
    return { dryRun, override: told, pools: movesOf(courseWith(daemon, changes, part, nowMs), meant) }
  }
  const before = asPublished(daemon, part.plan)
  return stored(() => {
    const added = daemon.overrides.add(override)
    daemon.decreed(released)
    return {
      override: overrideStatus(added, plan),
      pools: movesOf(courseSince(before, daemon, part, nowMs), meant),
    }
  })
}

export function undo(
  daemon: Daemon,
  { target, who, dryRun }: UndoRequest,
  nowMs: number,
): UndoReport | OperatorProblem {
  const pattern = canonicalSelector(target)
  const open = daemon.overrides.at(nowMs)
  const ending = open.filter((one) => one.target === pattern || matches(pattern, one.target))
  if (ending.length === 0)
    return refused('not-found', `no override has the target ${quote(target)}; ${holding(open)}`)
  const { plan } = daemon.service
  const meant = new Set(ending.flatMap((one) => [...poolsBehind(select(one.target, plan), plan)]))
  const part = partOfPlan(plan, meant)
  const ended = ending.map((one) => overrideStatus(one, plan))
  if (dryRun === true) {
    const changes = { overrides: open.filter((one) => !ending.includes(one)), released: NONE }
    return { dryRun, ended, pools: movesOf(courseWith(daemon, changes, part, nowMs), meant) }
  }
  const before = asPublished(daemon, part.plan)
  return stored(() => {
    try {
      daemon.overrides.end(ending, who, nowMs)
    } finally {
      daemon.decreed([])
    }
    return { ended, pools: movesOf(courseSince(before, daemon, part, nowMs), meant) }
  })
}

const NONE: ReadonlySet<string> = new Set()

/** What would come of it. */
function courseWith(
  daemon: Daemon,
  changes: Required<Pick<World, 'overrides' | 'released'>>,
  { touched, plan }: PartOfPlan,
  nowMs: number,
): Course {
  const world = { ...worldOf(daemon, nowMs), ...changes, plan }
  const [before, after] = [asPublished(daemon, plan), foresee(world, nowMs)]
  return { before, after, settled: settled(world, nowMs), touched }
}

/** What has come of it. */
function courseSince(
  before: Course['before'],
  daemon: Daemon,
  { touched, plan }: PartOfPlan,
  nowMs: number,
): Course {
  const world = { ...worldOf(daemon, nowMs), plan }
  return { before, after: asPublished(daemon, plan), settled: settled(world, nowMs), touched }
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
  dryRun = false,
): string | undefined {
  if (why === '' && !dryRun) return 'say why: whoever finds it at night has only that'
  if (overrides.at(startedMs).length >= MAX_OVERRIDES)
    return `there are ${MAX_OVERRIDES} overrides already: undo some`
  if (decree !== 'drain' || endsMs === undefined || members.length === 0) return undefined
  const ttlMs = Math.min(...members.map(({ planned }) => planned.pool.ttlSeconds * 1000))
  if (endsMs - startedMs > ttlMs) return undefined
  return `a drain takes as long as the TTL, ${durationToText(ttlMs)}, and this one would end before: give it longer, or use force-down`
}

function matchesNothing(target: string, plan: ServicePlan): OperatorProblem {
  return refused('not-found', atOnce(nothingMatches(target, plan)))
}

/** The sentence for it. Names are many: a little with each step. */
export function* nothingMatches(target: string, plan: ServicePlan): Generator<void, string> {
  const near = yield* nearestSelector(target, plan)
  const hint = near === undefined ? 'no zone has a note' : `the nearest is "${near}"`
  return `${quote(target)} matches no target, address, server name or pool member; ${hint}`
}

const MAX_NAMED = 5

function holding(open: readonly Override[]): string {
  if (open.length === 0) return 'there is none at all'
  const more = open.length > MAX_NAMED ? ' …' : ''
  const named = open.slice(-MAX_NAMED).map((one) => `"${one.target}"`)
  return `there ${named.length === 1 ? 'is' : 'are'} ${named.join(', ')}${more}`
}

function poolsBehind({ members, targets }: Selected, { poolsOf }: ServicePlan): ReadonlySet<string> {
  return new Set([
    ...members.map(({ planned }) => planned.pool.key),
    ...targets.flatMap((id) => [...(poolsOf.get(id) ?? [])]),
  ])
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
