// Pool lines against the RRsets that they name: they exist, suffice, and keep their promise.
import { foldCase, nameToText } from '../dns/name.ts'
import { typeToText } from '../dns/type.ts'
import { budgetOf, detectionTimes } from './budget.ts'
import type { Draft, DraftPool } from './draft.ts'
import { durationToText } from './duration.ts'
import { suggestion } from './nearest.ts'
import type { ProblemList } from './problem-list.ts'
import type { CheckDeclaration, PoolDeclaration, ZoneRecord } from './zone.ts'
import { recordsAt, rrsetAt, type ZoneIndex } from './zone-index.ts'

export function resolvePools(
  draft: Draft,
  index: ZoneIndex,
  checks: readonly CheckDeclaration[],
): readonly PoolDeclaration[] {
  const detectionMs = detectionTimes(checks)
  const firsts = new Map<string, PoolDeclaration>()
  for (const pool of draft.pools) {
    const declared = resolvePool(index, pool, draft.problems)
    if (declared === undefined) continue
    const key = `${declared.type} ${foldCase(declared.owner)}`
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, declared)
    else reportRepeated(declared, first, draft.problems)
    reportBudget(index, pool, detectionMs, draft.problems)
  }
  return [...firsts.values()]
}

function resolvePool(index: ZoneIndex, pool: DraftPool, problems: ProblemList): PoolDeclaration | undefined {
  const { owner, type, place } = pool.declaration
  const members = rrsetAt(index, foldCase(owner), type)
  if (members.length === 0) {
    problems.error(place, 'pool-nothing', () => nothing(index, pool))
    return undefined
  }
  if (pool.options.min > members.length)
    problems.warning(
      pool.minPlace ?? place,
      'pool-min',
      `min=${pool.options.min} can never be reached by ${members.length} records; lower it or add records`,
    )
  return {
    owner,
    type,
    place,
    options: { ...pool.options, pick: pool.options.pick ?? defaultPick(members, pool) },
  }
}

/** A weight would mean nothing if every record were answered alike, also one that grows. */
function defaultPick(members: readonly ZoneRecord[], { options }: DraftPool): 'all' | 'weighted' {
  if (options.slowStartMs !== undefined) return 'weighted'
  return members.some((member) => member.note?.weight !== undefined) ? 'weighted' : 'all'
}

function nothing(index: ZoneIndex, pool: DraftPool): string {
  const { owner, type } = pool.declaration
  const text = nameToText(owner)
  const types = new Set(recordsAt(index, foldCase(owner)).map((record) => typeToText(record.type)))
  if (types.size > 0)
    return `${text} has no ${typeToText(type)} records, but ${[...types].join(', ')}; correct the type`
  const near = suggestion(text, [...index.owners.keys()].slice(0, MAX_COMPARED).map(nameToText))
  return `${text} has no records${near || '; correct the owner'}`
}

const MAX_COMPARED = 1000

function reportRepeated(pool: PoolDeclaration, first: PoolDeclaration, problems: ProblemList): void {
  const name = `${nameToText(pool.owner)} ${typeToText(pool.type)}`
  const { file, line } = first.place
  problems.error(pool.place, 'pool-repeated', `${name} has a pool line at ${file}:${line} already; join them`)
}

function reportBudget(
  index: ZoneIndex,
  pool: DraftPool,
  detectionMs: ReturnType<typeof detectionTimes>,
  problems: ProblemList,
): void {
  const promised = pool.options.maxFailoverMs
  if (promised === undefined) return
  const budget = budgetOf(index, detectionMs, pool.declaration)
  if (budget.totalMs <= promised) return
  const [total, detection, ttl] = [budget.totalMs, budget.detectionMs, budget.ttlMs].map(durationToText)
  problems.warning(
    pool.budgetPlace ?? pool.declaration.place,
    'failover-budget',
    `a failover can take ${total} (detection ${detection}, TTL ${ttl}), more than max-failover=${durationToText(promised)}; lower every=, fall=, timeout= or the TTL, or set confirm=`,
  )
}
