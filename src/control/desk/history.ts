// The history as the API tells it: what a person means by a name, an address or a target, and one page of it.
import { isIP } from 'node:net'
import { foldCase, nameFromText, nameToText, ROOT } from '../../dns/name.ts'
import { type HistorySubject, MAX_PAGE } from '../../store/history.ts'
import { StoreFault } from '../../store/problem.ts'
import type { Store } from '../../store/store.ts'
import type {
  EventsReport,
  EventsRequest,
  HistoryReport,
  HistoryRequest,
  OperatorProblem,
} from '../operator.ts'
import { poolName } from '../plan/pool-name.ts'
import { canonicalSelector, matches } from '../plan/selector.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import { memberName } from '../settle/stale.ts'

export function history(
  store: Store,
  plan: ServicePlan,
  { limit = MAX_PAGE, cursor, subject, ...rest }: HistoryRequest,
): HistoryReport | OperatorProblem {
  try {
    const { transitions, nextId } = store.history.page({
      ...rest,
      limit,
      ...(cursor === undefined ? {} : { beforeId: cursor }),
      ...(subject === undefined ? {} : { subject: withPatterns(subjectOf(subject, plan), store) }),
    })
    return { transitions, ...(nextId === undefined ? {} : { next: nextId }) }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return { problem: { code: 'unavailable', sentence: error.problem.sentence } }
  }
}

/** What has happened since; of what is forgotten by now, nothing. */
export function events(store: Store, { after, limit }: EventsRequest): EventsReport | OperatorProblem {
  try {
    const newest = store.transitions.newestId()
    // A database restored from a backup may have given out fewer ids than the client has seen.
    const begin = Math.min(after ?? newest, newest)
    return { after: begin, transitions: store.transitions.readAfter(begin, limit) }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return { problem: { code: 'unavailable', sentence: error.problem.sentence } }
  }
}

/** With what was decreed about it, under the spelling that decrees have, or by a pattern. */
function withPatterns({ targets, owners }: HistorySubject, { overrides }: Store): HistorySubject {
  const named = [...new Set([...targets, ...owners].map(canonicalSelector))]
  const isMeant = (pattern: string): boolean =>
    named.some((one) => one.includes('/') === pattern.includes('/') && matches(pattern, one))
  const meant = overrides.patterns().filter(isMeant)
  return { targets: [...new Set([...targets, ...named, ...meant])], owners }
}

/**
 * A target, in either order; an address with all targets on it; a zone; a name, or a name and a type, with the targets
 * on which its pools hang now: on which they hung when a file said otherwise nobody has written down.
 */
export function subjectOf(text: string, plan: ServicePlan): HistorySubject {
  const trimmed = text.trim()
  const canonical = canonicalSelector(trimmed)
  if (isIP(canonical) !== 0) return { targets: [canonical], owners: [canonical] }
  const slash = trimmed.lastIndexOf('/')
  const turned = `${trimmed.slice(slash + 1)}/${trimmed.slice(0, Math.max(0, slash))}`
  const [owner = '', type] = trimmed.split(' ')
  const named = nameFromText(owner, ROOT)
  if ('problem' in named) return { targets: [trimmed, turned, canonical], owners: [] }
  const name = foldCase(named.name)
  const pools = [...plan.pools.values()].filter(
    (planned) =>
      foldCase(planned.pool.owner) === name &&
      (type === undefined || poolName(planned).endsWith(` ${type.toUpperCase()}`)),
  )
  const members = pools.flatMap((planned) => planned.needs.map((_, i) => memberName(planned, i)))
  const names = [...pools.map(poolName), ...members]
  const targets = [
    trimmed,
    turned,
    canonical,
    owner,
    ...names,
    ...pools.flatMap((pool) => behind(pool, plan)),
  ]
  return type === undefined
    ? { targets: [...targets, nameToText(name)], owners: [] }
    : { targets, owners: [] }
}

/** Targets on which a pool hangs, and their addresses, for what was decreed about these. */
function behind({ pool }: PlannedPool, { targets, poolsOf }: ServicePlan): string[] {
  return [...targets.values()].flatMap(({ id, address }) =>
    poolsOf.get(id)?.has(pool.key) ? [id, address] : [],
  )
}
