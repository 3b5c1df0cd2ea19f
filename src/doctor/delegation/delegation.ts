// Is each zone delegated as it says itself? Asks the servers of its parent.

import { type Name, nameToText } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE } from '../../dns/type.ts'
import { absenceOf, type Context, DNS_PORT } from '../context.ts'
import { type Examination, type Finding, problem, skipped } from '../examination.ts'
import { answersOf } from '../network/read-reply.ts'
import { MAX_ZONES } from '../our-zones.ts'
import { listText } from '../span-text.ts'
import { judgeDelegation } from './judge-delegation.ts'
import { askFirst, type ParentView } from './parent-views.ts'

export const delegation: Examination = {
  title: 'delegation',
  asksOthers: true,
  async run(context) {
    const views = await context.parentViews()
    if (views.length === 0)
      return [skipped(`no zone of ours is known: ${absenceOf(context)}, and no zone file can be read`)]
    const findings = await Promise.all(
      views.map(async (view) => judgeDelegation(view, await isFoundBy(context, view.zone.origin))),
    )
    return [...findings.flat(), ...unknownFindings(context), ...portFindings(context, views)]
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

/** More than are asked about, or neither answered to this machine nor small enough to be read. */
function unknownFindings(context: Context): Finding[] {
  const known = context.zones.map(({ origin }) => nameToText(origin))
  const others = context.meant.map(nameToText).filter((origin) => !known.includes(origin))
  if (others.length === 0) return []
  return [
    skipped(
      `${listText(others)}: not asked about, nor their name servers and resolvers: at most ${MAX_ZONES} zones are, and only those that this machine may ask; failover doctor ZONE asks about the one that you name`,
    ),
  ]
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
