// What each pool answers, as transitions: one for every change, whatever the reason, from the first start on.
import type { Publication } from '../../answer/publish.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { Log } from '../../log.ts'
import type { AnsweredClass } from '../../store/answers.ts'
import type { Act, Store } from '../../store/store.ts'
import { poolWhy } from '../desk/sentences.ts'
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'

/** What the log is told of. */
interface Published {
  readonly plan: ServicePlan
  readonly publisher: { publicationOf(pool: PlannedPool['pool']): Publication }
}

export interface AnswerLogOptions {
  readonly store: Pick<Store, 'answers'>
  readonly log: Log
}

/** With what has to be written of them, two milliseconds. */
const POOLS_PER_STEP = 100

export class AnswerLog {
  readonly #options: AnswerLogOptions
  /** By pool key. */
  #known = new Map<string, readonly AnsweredClass[]>()
  /** Keys of pools of which nothing is on record yet. */
  #unheardOf = new Set<string>()

  constructor(options: AnswerLogOptions) {
    this.#options = options
  }

  /** Of these pools those whose answer is not what is on record of it. */
  acts(keys: Iterable<string>, { plan, publisher }: Published, atMs: number): Act[] {
    return [...keys].flatMap((key) => {
      const planned = plan.pools.get(key)
      if (planned === undefined) return []
      const publication = publisher.publicationOf(planned.pool)
      const classes = answeredClasses(planned, publication)
      const target = poolName(planned)
      const before = this.#before(key, target)
      this.#known.set(key, classes)
      this.#unheardOf.delete(key)
      if (before !== undefined && isTheSame(before, classes)) return []
      const from = before === undefined ? 'none' : answersText(before)
      const reason = poolWhy(planned.pool, publication)
      return [{ atMs, kind: 'answer', target, from, to: answersText(classes), reason, detail: '', classes }]
    })
  }

  /** Looks up, a little with each step, what is on record of pools that will be in service. */
  *recall({ pools }: Pick<ServicePlan, 'pools'>): Generator<void> {
    for (const [key, planned] of pools) {
      if (this.#known.has(key) || this.#unheardOf.has(key)) continue
      const last = this.#last(poolName(planned))
      if (last === undefined) this.#unheardOf.add(key)
      else this.#known.set(key, last)
      yield
    }
  }

  /** Of every pool, some with each step; `clock`: wall clock ms. */
  *actsOfAll(published: Published, clock: () => number): Generator<Act[]> {
    const { pools } = published.plan
    this.#known = new Map([...this.#known].filter(([key]) => pools.has(key)))
    this.#unheardOf = new Set([...this.#unheardOf].filter((key) => pools.has(key)))
    const keys = [...pools.keys()]
    for (let at = 0; at < keys.length; at += POOLS_PER_STEP)
      yield this.acts(keys.slice(at, at + POOLS_PER_STEP), published, clock())
  }

  #before(key: string, pool: string): readonly AnsweredClass[] | undefined {
    return this.#known.get(key) ?? (this.#unheardOf.has(key) ? undefined : this.#last(pool))
  }

  /** A store that cannot be read has no last answers: then some are written twice. */
  #last(pool: string): readonly AnsweredClass[] | undefined {
    const { store, log } = this.#options
    try {
      return store.answers.last(pool)?.classes
    } catch (error) {
      log.error({ err: error }, 'the history could not be read')
      return undefined
    }
  }
}

export function answeredClasses({ pool }: PlannedPool, { standings }: Publication): AnsweredClass[] {
  return standings.map(({ members, reason }) => ({ members: members.map((i) => dataOf(pool, i)), reason }))
}

function dataOf({ members }: PlannedPool['pool'], index: number): string {
  const record = members[index]?.record
  return record === undefined ? '' : printRdata(record.type, record.rdata)
}

function isTheSame(before: readonly AnsweredClass[], after: readonly AnsweredClass[]): boolean {
  const textOf = (classes: readonly AnsweredClass[]): string =>
    JSON.stringify(classes.map(({ members }) => members))
  return textOf(before) === textOf(after)
}

/** `10.1.0.40`; with `for=` also what the other classes of clients get: `10.1.0.40; class 1: 10.2.0.40`. */
export function answersText(classes: readonly AnsweredClass[]): string {
  const texts = classes.map(({ members }) => (members.length === 0 ? 'nothing' : members.join(' ')))
  return texts.map((text, i) => (i === 0 ? text : `class ${i}: ${text}`)).join('; ')
}
