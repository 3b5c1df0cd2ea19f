// Is each zone delegated as it says itself? Asks the servers of its parent.

import type { Name } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE } from '../../dns/type.ts'
import { type Context, DNS_PORT } from '../context.ts'
import { type Examination, type Finding, problem, skipped } from '../examination.ts'
import { answersOf } from '../network/read-reply.ts'
import { judgeDelegation } from './judge-delegation.ts'
import { askFirst, type ParentView } from './parent-views.ts'

export const delegation: Examination = {
  title: 'delegation',
  asksOthers: true,
  async run(context) {
    const views = await context.parentViews()
    if (views.length === 0)
      return [skipped('no zone of ours is known: the daemon does not run, and no zone file can be read')]
    const findings = await Promise.all(
      views.map(async (view) => judgeDelegation(view, await isFoundBy(context, view.zone.origin))),
    )
    return [...findings.flat(), ...portFindings(context, views)]
  },
}

async function isFoundBy({ resolvers, ask }: Context, name: Name): Promise<boolean | undefined> {
  if (resolvers.length === 0) return undefined
  const reply = await askFirst(resolvers, { name, type: TYPE.SOA, isRecursive: true }, ask)
  return (
    'message' in reply &&
    reply.message.rcode === RCODE.NOERROR &&
    answersOf(reply.message, TYPE.SOA).length > 0
  )
}

function portFindings({ config, isPortGiven }: Context, views: readonly ParentView[]): Finding[] {
  const isDelegated = views.some(({ words }) => words.some(({ word }) => word.kind === 'delegated'))
  if (!isDelegated || isPortGiven || config.listen.some(({ port }) => port === DNS_PORT)) return []
  return [
    problem(
      `resolvers that follow a delegation ask on port 53, where failover does not listen (${config.listen.map(({ port }) => port).join(', ')})`,
      'write listen: [ADDRESS:53] into failover.yaml; if port 53 is forwarded to failover, say so: failover doctor --port 53',
    ),
  ]
}
