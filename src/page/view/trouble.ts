// How bad it is with one pool: one word, one rank, one tone.
import type { MemberStatus, PoolStatus } from '../../control/operator.ts'

/** The worst first. */
export const TROUBLES = ['nothing', 'alone', 'notice', 'fine'] as const
export type Trouble = (typeof TROUBLES)[number]

export interface Judgement {
  readonly trouble: Trouble
  /** What a person reads beside the shape. */
  readonly word: string
}

/** In this order, the first that is true:
 *
 *  | trouble | word               | when                                                    |
 *  |---------|--------------------|---------------------------------------------------------|
 *  | nothing | nothing healthy    | no member is available                                  |
 *  | alone   | no redundancy      | the last healthy member of several                      |
 *  | notice  | standby answers    | a better tier than the one that answers has failed      |
 *  | notice  | waits for failback | a better tier is back, and not answered yet             |
 *  | notice  | stale standby      | a standby has not been well for long                    |
 *  | notice  | 2 of 3 healthy     | some member is not available                            |
 *  | notice  | drained            | some member is out by a person or a maintenance         |
 *  | notice  | slow               | some member is degraded                                 |
 *  | notice  | TTL lowered        | a change is under way                                   |
 *  | fine    | as it should be    | none of these                                           |
 */
export function troubleOf(pool: PoolStatus): Judgement {
  const { members, tier, waiting, redundancy, shrunkTtl } = pool
  const healthy = members.filter(isHealthy).length
  if (members.every(({ available }) => !available)) return { trouble: 'nothing', word: 'nothing healthy' }
  if (redundancy === 'one') return { trouble: 'alone', word: 'no redundancy' }
  const notice = (word: string): Judgement => ({ trouble: 'notice', word })
  if (waiting !== undefined) return notice('waits for failback')
  if (tier !== undefined && tier > firstTier(members)) return notice('standby answers')
  if (members.some(({ stale }) => stale !== undefined)) return notice('stale standby')
  if (members.some(({ available }) => !available)) return notice(`${healthy} of ${members.length} healthy`)
  if (members.some(({ drained }) => drained === true)) return notice('drained')
  if (members.some(({ degraded }) => degraded === true)) return notice('slow')
  if (shrunkTtl !== undefined) return notice('TTL lowered')
  return { trouble: 'fine', word: 'as it should be' }
}

export function isHealthy({ available, drained }: MemberStatus): boolean {
  return available && drained !== true
}

function firstTier(members: readonly MemberStatus[]): number {
  return Math.min(...members.map(({ tier }) => tier))
}
