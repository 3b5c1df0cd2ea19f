// What pools answered at a past instant, and how sure that is: of each it is found out when somebody asks.
import type { Pool } from '../../answer/pool.ts'
import type { Publication } from '../../answer/publish.ts'
import type { AnswerChange } from '../../store/answers.ts'
import type { Past, Position } from '../../store/past.ts'
import { momentText } from '../desk/moment.ts'
import type { ExplanationStep } from '../operator.ts'
import { memberHealth } from '../plan/availability.ts'
import { poolName } from '../plan/pool-name.ts'
import { answersText } from '../publish/answer-log.ts'
import { answeredNow } from '../publish/answered-now.ts'
import type { PastFacts } from './past-facts.ts'
import { type PastPublication, pastPublication } from './past-publication.ts'

export class PastAnswers {
  readonly #past: Past
  readonly #position: Position
  readonly #facts: PastFacts
  readonly #atMs: number
  readonly #known = new Map<string, PastPublication>()
  readonly #recorded = new Map<string, AnswerChange>()
  /** Keys of the pools that are explained: a book draws on others besides. */
  readonly #explained = new Set<string>()

  constructor(past: Past, position: Position, facts: PastFacts, atMs: number) {
    this.#past = past
    this.#position = position
    this.#facts = facts
    this.#atMs = atMs
  }

  publicationOf(pool: Pool): Publication {
    const known = this.#known.get(pool.key) ?? this.#publish(pool)
    this.#known.set(pool.key, known)
    return known.publication
  }

  /** For a pool that has a part in the answer. */
  explain(pool: Pool): Publication {
    this.#explained.add(pool.key)
    return this.publicationOf(pool)
  }

  #publish(pool: Pool): PastPublication {
    const { plan, verdictOf, decreed, windowOf } = this.#facts
    const needs = plan.pools.get(pool.key)?.needs ?? []
    const health = needs.map((one) => memberHealth(one, plan, verdictOf, decreed))
    const { failbackWindow } = pool.options
    const window = failbackWindow && windowOf(failbackWindow, this.#atMs)
    const recorded = this.#past.answerOf(poolName({ pool }), this.#position)
    if (recorded !== undefined) this.#recorded.set(pool.key, recorded)
    return pastPublication(pool, { health, nowMs: this.#atMs, window, isReleased: false }, recorded)
  }

  /** What was written down. */
  steps(): ExplanationStep[] {
    const recorded = [...this.#explained].flatMap((key) => this.#recorded.get(key) ?? [])
    return recorded.map(({ pool, classes, atMs }) => ({
      fact: 'published',
      sentence: `on record: ${pool} answered ${answersText(classes)} since ${momentText(atMs)}`,
    }))
  }

  unknown(): string[] {
    const { pools } = this.#facts.plan
    const notes = [...this.#known].flatMap(([key, { agreement, expected }]) => {
      const planned = pools.get(key)
      if (planned === undefined || agreement === 'same' || !this.#explained.has(key)) return []
      const name = poolName(planned)
      if (agreement === 'unrecorded')
        return [`what ${name} answered was not written down: it is what the facts on record give`]
      const would = answeredNow(planned.pool, expected).join(' ') || 'nothing'
      return [
        `the facts on record would have ${name} answer ${would}: what was written down counts, and not every fact is (single probes are not)`,
      ]
    })
    const ttl =
      'a TTL may have been lower: it shrinks for seconds with single probes, which are not on record'
    return this.#explained.size === 0 ? notes : [...notes, ttl]
  }
}
