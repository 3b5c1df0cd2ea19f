// The latency history of one target, as the API tells it: a stretch at a time.
import { StoreFault } from '../../store/problem.ts'
import type { Store } from '../../store/store.ts'
import type { OperatorProblem, SamplesReport, SamplesRequest } from '../operator.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import { notThere } from './outcomes.ts'

/** `nowMs`: wall clock. Of a target that no zone names any more there are samples for as long as they are kept. */
export function samples(
  store: Pick<Store, 'samples'>,
  { targets }: Pick<ServicePlan, 'targets'>,
  { target, sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, limit }: SamplesRequest,
  nowMs: number,
): SamplesReport | OperatorProblem {
  try {
    const found = store.samples.read({ target, sinceMs, untilMs, limit: limit + 1 })
    if (found.length === 0 && !targets.has(target)) return notThere([target])
    const next = found[limit]
    return {
      atMs: nowMs,
      target,
      samples: found.slice(0, limit),
      ...(next === undefined ? {} : { nextMs: next.atMs }),
    }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return { problem: { code: 'unavailable', sentence: error.problem.sentence } }
  }
}
