// Are the targets watched as they should be: no doubt in ourselves, none without a single success, nobody left alone?
import type { Status, TargetStatus } from '../../control/operator.ts'
import { absenceOf, statusOf } from '../context.ts'
import { type Examination, type Finding, orWell, problem, skipped, warning } from '../examination.ts'
import { listText, spanText } from '../span-text.ts'

const MAX_TOLD = 10

export const targets: Examination = {
  title: 'targets',
  async run(context) {
    const status = statusOf(context)
    if (status === undefined) return [skipped(`${absenceOf(context)}: which targets there are is not known`)]
    const inspected = context.inspected
    return judgeTargets(status, 'neverUp' in inspected ? inspected.neverUp : [])
  },
}

/** `neverUp`: ids of targets that were probed and never passed, now or before, as the history tells. */
export function judgeTargets(
  status: Pick<Status, 'atMs' | 'doubt' | 'targets' | 'pools'>,
  neverUp: readonly string[],
): readonly Finding[] {
  const { atMs, doubt, targets, pools } = status
  const never = targets.filter(({ id, state }) => state === 'down' && neverUp.includes(id))
  const waiting = targets.filter(({ last }) => last === undefined)
  const poolName = ({ name, type }: (typeof pools)[number]): string => `${name} ${type}`
  const dead = pools.filter(({ redundancy }) => redundancy === 'none').map(poolName)
  const alone = pools.filter(({ redundancy }) => redundancy === 'one').map(poolName)
  return orWell(
    [
      ...(doubt === undefined
        ? []
        : [
            problem(
              `in doubt for ${spanText(atMs - doubt.sinceMs)}, no verdict goes down: ${doubt.why}`,
              'look at the network of this machine; failover status shows what fails',
            ),
          ]),
      ...never.slice(0, MAX_TOLD).map(neverFinding),
      ...listed(
        never.slice(MAX_TOLD).map(({ id }) => id),
        'never passed either',
        'failover status shows them',
      ),
      ...listed(
        waiting.map(({ id }) => id),
        'no probe has ended yet',
        'run it again in a minute',
      ),
      ...(dead.length === 0
        ? []
        : [
            problem(
              `nothing healthy is left of ${listText(dead)}`,
              'failover status says why; bring a server back',
            ),
          ]),
      ...listed(alone, 'one healthy server is left, and no other takes over', 'failover status says why'),
    ],
    `${targets.length} ${targets.length === 1 ? 'target is' : 'targets are'} probed, and every pool has a server to spare`,
  )
}

function neverFinding({ id, last, pools }: TargetStatus): Finding {
  const why = last === undefined ? '' : `: ${last.ending}${last.detail === '' ? '' : `, ${last.detail}`}`
  const hangs = pools.length === 0 ? '' : ` (${listText(pools)})`
  return warning(
    `${id} has never passed${why}${hangs}`,
    'start the server, or mend its check in the zone file: nobody knows whether it can take over',
  )
}

function listed(items: readonly string[], what: string, remedy: string): Finding[] {
  return items.length === 0 ? [] : [warning(`${listText(items)}: ${what}`, remedy)]
}
