// What the log and the metrics are told of a change, once the answers are what it says.
import { nameToText } from '../../dns/name.ts'
import { typeToText } from '../../dns/type.ts'
import type { Log } from '../../log.ts'
import type { Act } from '../../store/store.ts'
import type { Observer } from '../observer.ts'
import { answeredNow } from '../publish/answered-now.ts'
import type { InService } from '../publish/in-service.ts'
import type { VerdictChange } from './judge-outcomes.ts'

export interface Listeners {
  readonly log: Log
  readonly observer: Observer | undefined
}

/** What is no good news: a doubt, a redundancy that is lost, a standby that would fail, a zone file that is refused. */
const ALARMING: ReadonlySet<string> = new Set([
  'doubt doubt',
  'redundancy one',
  'redundancy none',
  'standby stale',
  'refusal refused',
])

/** Of answers tellOfPools tells, with what they are. */
export function tellOfActs({ log }: Listeners, acts: readonly Act[]): void {
  for (const { atMs: _, ...act } of acts)
    if (act.kind !== 'answer') log[ALARMING.has(`${act.kind} ${act.to}`) ? 'warn' : 'info'](act, 'transition')
}

export function tellOfVerdicts(
  { log, observer }: Listeners,
  changes: readonly VerdictChange[],
  { plan }: Pick<InService, 'plan'>,
): void {
  for (const { outcome, ...change } of changes) {
    const { ending, detail } = outcome
    const needing = plan.dependentsOf.get(change.target)?.size
    const target = plan.targets.get(change.target)
    if (target !== undefined) observer?.turned({ type: target.type, check: target.checkName, to: change.to })
    log.info({ ...change, ending, detail, needing }, 'transition')
  }
}

/** `moved`: keys of pools that answer something else, or for another reason. */
export function tellOfPools(
  { log, observer }: Listeners,
  moved: readonly string[],
  { plan, publisher }: Pick<InService, 'plan' | 'publisher'>,
): void {
  for (const key of moved) {
    observer?.moved()
    const pool = plan.pools.get(key)?.pool
    if (pool === undefined) continue
    const publication = publisher.publicationOf(pool)
    const answers = answeredNow(pool, publication)
    const name = nameToText(pool.owner)
    log.info({ name, type: typeToText(pool.type), answers, ttl: publication.ttlSeconds }, 'published')
  }
}
