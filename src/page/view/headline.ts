// Is anything wrong? One sentence over all pools, and whether we know it.
import type { PoolStatus, Status } from '../../control/operator.ts'
import { TROUBLES, type Trouble, troubleOf } from './trouble.ts'

export interface Headline {
  readonly tone: Trouble
  readonly sentence: string
  readonly counts: Readonly<Record<Trouble, number>>
}

export function headlineOf({ pools, doubt }: Pick<Status, 'pools' | 'doubt'>): Headline {
  const counts = countsOf(pools)
  const tone = TROUBLES.find((trouble) => counts[trouble] > 0) ?? 'fine'
  if (doubt === undefined) return { tone, counts, sentence: sentenceOf(pools.length, counts) }
  // What is healthy by what was known before must not be read as if it was known now.
  const bad = badText(counts)
  const sentence =
    bad === '' ? 'In doubt about ourselves: no verdict goes down' : `${bad}; in doubt about ourselves`
  return { tone: tone === 'nothing' ? tone : 'alone', counts, sentence }
}

function countsOf(pools: readonly PoolStatus[]): Record<Trouble, number> {
  const counts = { nothing: 0, alone: 0, notice: 0, fine: 0 }
  for (const pool of pools) counts[troubleOf(pool).trouble]++
  return counts
}

function sentenceOf(all: number, counts: Record<Trouble, number>): string {
  if (all === 0) return 'No record bears a note yet: there is no pool to watch'
  const bad = badText(counts)
  if (bad !== '') return bad
  const { notice } = counts
  if (all === 1)
    return `The one pool answers with a healthy server${notice === 0 ? '' : ', but is not as usual'}`
  const well = `All ${all} pools answer with a healthy server`
  return notice === 0 ? well : `${well}; ${notice === 1 ? 'one is' : `${notice} are`} not as usual`
}

function badText({ nothing, alone }: Record<Trouble, number>): string {
  const bad: string[] = []
  if (nothing > 0) bad.push(`${poolsText(nothing)} with nothing healthy`)
  if (alone > 0) bad.push(`${bad.length > 0 ? alone : poolsText(alone)} without redundancy`)
  return bad.join(', ')
}

export function poolsText(count: number): string {
  return count === 1 ? '1 pool' : `${count} pools`
}
