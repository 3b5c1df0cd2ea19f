// `failover failback`: lets one pool go back to its better tier now, although it waits.
import { poolKey } from '../../answer/pool.ts'
import { nameFromText, ROOT } from '../../dns/name.ts'
import { TYPE, typeFromText } from '../../dns/type.ts'
import type { Daemon } from '../daemon.ts'
import type { FailbackReport, FailbackRequest, OperatorProblem } from '../operator.ts'
import { partOfPlan } from '../plan/part-of-plan.ts'
import { poolName } from '../plan/pool-name.ts'
import { answeredNow } from '../publish/answered-now.ts'
import { answersOf, foresee } from './forecast.ts'
import { worldOf } from './world-now.ts'

/** `nowMs`: wall clock. */
export function failback(
  daemon: Daemon,
  request: FailbackRequest,
  nowMs: number,
): FailbackReport | OperatorProblem {
  const named = nameFromText(request.name, ROOT)
  if ('problem' in named) return refused('bad-request', `"${request.name}" is not a name: ${named.problem}`)
  const type = request.type === undefined ? TYPE.A : typeFromText(request.type)
  if (type === undefined) return refused('bad-request', `"${request.type}" is not a record type`)
  const key = poolKey(named.name, type)
  const planned = daemon.service.plan.pools.get(key)
  if (planned === undefined)
    return refused(
      'not-found',
      `there is no pool ${request.name} ${request.type ?? 'A'}; failover status lists them`,
    )
  const { publisher } = daemon.service
  const before = publisher.publicationOf(planned.pool)
  if (!before.standings.some(({ reason }) => reason === 'awaiting-failback'))
    return refused(
      'conflict',
      `${poolName(planned)} waits for no failback: it is answered from its best tier`,
    )
  const was = answeredNow(planned.pool, before)
  if (request.dryRun === true) {
    const { plan } = partOfPlan(daemon.service.plan, [key])
    const then = foresee({ ...worldOf(daemon, nowMs), plan, released: new Set([key]) }, nowMs).get(key)
    return { dryRun: true, pool: poolName(planned), was, answers: then === undefined ? was : answersOf(then) }
  }
  daemon.failback(key)
  return {
    pool: poolName(planned),
    was,
    answers: answeredNow(planned.pool, publisher.publicationOf(planned.pool)),
  }
}

function refused(code: OperatorProblem['problem']['code'], sentence: string): OperatorProblem {
  return { problem: { code, sentence } }
}
