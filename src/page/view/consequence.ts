// What an act would do, pool by pool: from the report of a dry run to what a person must read before he does it.
import type { FailbackReport, PoolMove } from '../../control/operator.ts'
import { poolsText } from './headline.ts'

export interface Consequence {
  readonly pool: string
  readonly was: string
  /** When every drain has taken its time. */
  readonly answers: string
  readonly changes: boolean
  readonly why: string
  /** Absent: nothing to worry about. */
  readonly danger?: 'nothing' | 'alone'
}

/** The worst first. */
export function consequencesOf(moves: readonly PoolMove[]): readonly Consequence[] {
  return moves.map(consequenceOf).sort((a, b) => weight(a) - weight(b))
}

function consequenceOf(move: PoolMove): Consequence {
  const { pool, was, answers, settled, ttlSeconds, why, nothingLeft, losesRedundancy } = move
  const [before, after] = [answersText(was), answersText(settled)]
  const danger = nothingLeft ? 'nothing' : losesRedundancy ? 'alone' : undefined
  const isGradual = answersText(answers) !== after
  return {
    pool,
    was: before,
    answers: after,
    changes: before !== after,
    why: isGradual
      ? `gradually: the TTL is ${ttlSeconds} s at first, and falls`
      : `${why}; TTL ${ttlSeconds} s`,
    ...(danger === undefined ? {} : { danger }),
  }
}

export function failbackConsequence({ pool, was, answers }: FailbackReport): Consequence {
  const [before, after] = [answersText(was), answersText(answers)]
  const why = 'the better tier answers again'
  return { pool, was: before, answers: after, changes: before !== after, why }
}

/** Whether the target must be typed: some pool would be left with nothing healthy. */
export function needsTyping(consequences: readonly Consequence[]): boolean {
  return consequences.some(({ danger }) => danger === 'nothing')
}

export function summaryOf(consequences: readonly Consequence[]): string {
  const count = (isMeant: (one: Consequence) => boolean): number => consequences.filter(isMeant).length
  const [nothing, alone, changed] = [
    count(({ danger }) => danger === 'nothing'),
    count(({ danger }) => danger === 'alone'),
    count(({ changes }) => changes),
  ]
  if (consequences.length === 0) return 'No pool is touched.'
  const parts = [changed === 0 ? 'No answer changes' : `${poolsText(changed)} answered otherwise`]
  if (nothing > 0) parts.push(`${poolsText(nothing)} left with nothing healthy`)
  if (alone > 0) parts.push(`${poolsText(alone)} left without redundancy`)
  return `${parts.join(', ')}.`
}

function answersText(answers: readonly string[]): string {
  return answers.length === 0 ? 'nothing' : answers.join(', ')
}

function weight({ danger, changes }: Consequence): number {
  if (danger === 'nothing') return 0
  if (danger === 'alone') return 1
  return changes ? 2 : 3
}
