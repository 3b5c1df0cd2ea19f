// What was answered at instants of a world, held at its end against what the database tells of these instants.
import assert from 'node:assert/strict'
import { PastAnswers } from '../../src/control/past/past-answers.ts'
import { pastFacts } from '../../src/control/past/past-facts.ts'
import { poolName } from '../../src/control/plan/pool-name.ts'
import { answeredClasses } from '../../src/control/publish/answer-log.ts'
import type { InService } from '../../src/control/publish/in-service.ts'
import { Past } from '../../src/store/past.ts'
import { SETTINGS } from './simulated-node.ts'

interface Instant {
  readonly atMs: number
  /** By pool: the members that each class of clients was answered. */
  readonly answers: ReadonlyMap<string, string>
}

/** Looked up at the end: each costs some milliseconds. */
const MOST_CHECKED = 6

export class Remembered {
  #instants: Instant[] = []

  /** To be called when nothing else will happen at this very millisecond. */
  note({ plan, publisher }: InService, atMs: number): void {
    const answers = [...plan.pools.values()].map((planned) => {
      const classes = answeredClasses(planned, publisher.publicationOf(planned.pool))
      return [poolName(planned), membersText(classes)] as const
    })
    this.#instants.push({ atMs, answers: new Map(answers) })
  }

  /** The clock is set back: what was before comes again. */
  clear(): void {
    this.#instants = []
  }

  check(databaseFile: string): void {
    const step = Math.max(1, Math.ceil(this.#instants.length / MOST_CHECKED))
    const past = new Past(databaseFile)
    try {
      for (let at = 0; at < this.#instants.length; at += step)
        checkInstant(past, this.#instants[at] as Instant)
    } finally {
      past.close()
    }
  }
}

function checkInstant(past: Past, { atMs, answers }: Instant): void {
  const position = past.positionAt(atMs)
  assert.ok(position !== undefined)
  const facts = pastFacts(past, position, SETTINGS, atMs)
  const pastAnswers = new PastAnswers(past, position, facts, atMs)
  const told = [...facts.plan.pools.values()].map((planned) => {
    const publication = pastAnswers.publicationOf(planned.pool)
    return [poolName(planned), membersText(answeredClasses(planned, publication))] as const
  })
  assert.deepEqual(new Map(told), answers, `what is told of ${new Date(atMs).toISOString()}`)
}

function membersText(classes: ReturnType<typeof answeredClasses>): string {
  return JSON.stringify(classes.map(({ members }) => members))
}
