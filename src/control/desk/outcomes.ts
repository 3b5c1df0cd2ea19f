// The last outcomes of some targets, as the API tells them.
import { quote } from '../../zone/nearest.ts'
import type { Daemon } from '../daemon.ts'
import type { OperatorProblem, OutcomesReport, OutcomesRequest } from '../operator.ts'

const MAX_NAMED = 5

/** Whoever keeps a list of targets over a reload is told what he can be told; it is refused when that is nothing at all. */
export function outcomes(
  { lastOutcomes, service }: Pick<Daemon, 'lastOutcomes' | 'service'>,
  request: OutcomesRequest,
  nowMs: number,
): OutcomesReport | OperatorProblem {
  const { targets } = service.plan
  const wanted = [...new Set(request.targets)]
  const known = wanted.filter((id) => targets.has(id))
  const unknown = wanted.filter((id) => !targets.has(id))
  if (known.length === 0) return notThere(unknown)
  return {
    atMs: nowMs,
    targets: known.map((id) => ({ id, outcomes: lastOutcomes.of(id) })),
    ...(unknown.length === 0 ? {} : { unknown }),
  }
}

export function notThere(ids: readonly string[]): OperatorProblem {
  const more = ids.length > MAX_NAMED ? ' …' : ''
  const named = `${ids.slice(0, MAX_NAMED).map(quote).join(', ')}${more}`
  const sentence = `there is no target ${named}; failover status lists them, as address/check`
  return { problem: { code: 'not-found', sentence } }
}
