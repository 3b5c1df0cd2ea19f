// Why a question is answered as it is, now: the steps of explain-steps.ts for the facts that are in service.
import type { Pool } from '../../answer/pool.ts'
import type { Daemon } from '../daemon.ts'
import type { ExplainRequest, Explanation, OperatorProblem } from '../operator.ts'
import type { PlannedPool } from '../plan/service-plan.ts'
import { doubtWhy } from '../settle/doubt-acts.ts'
import { explainBy } from './explain-steps.ts'
import { decreedNow } from './status.ts'

export function explain(daemon: Daemon, request: ExplainRequest): Explanation | OperatorProblem {
  const { service, verdicts, belief, book, standbys } = daemon
  const { zones, plan, publisher } = service
  const explained = {
    zones,
    plan,
    publicationOf: (pool: Pool) => publisher.publicationOf(pool),
    bookOf: () => book,
    verdictOf: (id: string) => verdicts.get(id),
    decreed: decreedNow(daemon),
    doubt: doubtWhy(belief),
    staleIn: (planned: PlannedPool) => standbys.staleIn(planned),
  }
  return explainBy(explained, request)
}
