// What a pool answered at a past instant: as it was written down, held against what follows from the facts. Pure.
import type { Pool } from '../../answer/pool.ts'
import {
  type Facts,
  levelsOf,
  type Publication,
  publish,
  publishAs,
  type Reason,
  type Standing,
} from '../../answer/publish.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { AnswerChange } from '../../store/answers.ts'

export interface PastPublication {
  readonly publication: Publication
  /**
   * Whether what was written down follows from the facts that are on record: `unrecorded` nothing was written down, and
   * the facts alone speak; `other` they would give `expected`, and what was written down counts.
   */
  readonly agreement: 'same' | 'unrecorded' | 'other'
  readonly expected: Publication
}

/** `facts.before` is found here. */
export function pastPublication(
  pool: Pool,
  facts: Omit<Facts, 'before'>,
  recorded: Pick<AnswerChange, 'classes'> | undefined,
): PastPublication {
  const before = recorded && standingsOf(pool, recorded)
  const expected = publish(pool, { ...facts, before })
  if (before === undefined) return { publication: expected, agreement: 'unrecorded', expected }
  if (membersOf(before) === membersOf(expected.standings))
    return { publication: expected, agreement: 'same', expected }
  return {
    publication: publishAs(pool, { ...facts, before }, before),
    agreement: 'other',
    expected,
  }
}

/** Undefined when the pool had other members or classes. */
function standingsOf(
  pool: Pool,
  { classes }: Pick<AnswerChange, 'classes'>,
): readonly Standing[] | undefined {
  if (classes.length !== pool.classes.length) return undefined
  const places = new Map(pool.members.map(({ record }, i) => [printRdata(record.type, record.rdata), i]))
  if (!classes.every(({ members }) => members.every((data) => places.has(data)))) return undefined
  return classes.map(({ members, reason }, i) => {
    const indices = members.map((data) => places.get(data) ?? 0)
    const levels = levelsOf(pool, pool.classes[i]?.preferred ?? [])
    // Of an answer for the day when all are down the level is not known; the lowest tier of it comes nearest.
    const level = levels.findIndex((level) => level.some((member) => indices.includes(member)))
    return { level: level < 0 ? undefined : level, members: indices, reason: reason as Reason }
  })
}

function membersOf(standings: readonly Standing[]): string {
  return standings.map(({ members }) => [...members].sort((a, b) => a - b).join()).join(';')
}
