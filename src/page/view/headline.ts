// Is anything wrong? One sentence over all pools.
import type { PoolStatus } from '../../control/operator.ts'
import { TROUBLES, type Trouble, troubleOf } from './trouble.ts'

export interface Headline {
  readonly tone: Trouble
  readonly sentence: string
  readonly counts: Readonly<Record<Trouble, number>>
}

export function headlineOf(pools: readonly PoolStatus[]): Headline {
  const counts = countsOf(pools)
  const tone = TROUBLES.find((trouble) => counts[trouble] > 0) ?? 'fine'
  return { tone, counts, sentence: sentenceOf(pools.length, counts) }
}

function countsOf(pools: readonly PoolStatus[]): Record<Trouble, number> {
  const counts = { nothing: 0, alone: 0, notice: 0, fine: 0 }
  for (const pool of pools) counts[troubleOf(pool).trouble]++
  return counts
}

function sentenceOf(all: number, { nothing, alone, notice }: Record<Trouble, number>): string {
  if (all === 0) return 'No record bears a note yet: there is no pool to watch'
  const bad: string[] = []
  if (nothing > 0) bad.push(`${poolsText(nothing)} with nothing healthy`)
  if (alone > 0) bad.push(`${bad.length > 0 ? alone : poolsText(alone)} without redundancy`)
  if (bad.length > 0) return bad.join(', ')
  const well =
    all === 1 ? 'The one pool answers with a healthy server' : `All ${all} pools answer with a healthy server`
  return notice === 0 ? well : `${well}; ${notice === 1 ? 'one is' : `${notice} are`} not as usual`
}

export function poolsText(count: number): string {
  return count === 1 ? '1 pool' : `${count} pools`
}
