// Which pools are shown, and in which order: the worst first, then by name.
import type { PoolStatus } from '../../control/operator.ts'
import type { Place } from '../state/place.ts'
import { TROUBLES, type Trouble, troubleOf } from './trouble.ts'

export interface PoolRow {
  /** `name type` */
  readonly key: string
  readonly pool: PoolStatus
  readonly trouble: Trouble
  readonly word: string
}

/** Of all pools, in order. */
export function rowsOf(pools: readonly PoolStatus[]): readonly PoolRow[] {
  const rows = pools.map((pool) => ({ key: keyOf(pool), pool, ...troubleOf(pool) }))
  return rows.sort((a, b) => rank(a) - rank(b) || compare(a.key, b.key))
}

export function keyOf({ name, type }: Pick<PoolStatus, 'name' | 'type'>): string {
  return `${name} ${type}`
}

/** Every word of the text must be found in the pool, somewhere. */
export function filterRows(
  rows: readonly PoolRow[],
  place: Pick<Place, 'text' | 'shown' | 'zone'>,
): readonly PoolRow[] {
  const { shown, zone } = place
  const words = place.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    ({ pool, trouble, word }) =>
      (shown === 'all' || trouble === shown || (shown === 'trouble' && trouble !== 'fine')) &&
      (zone === '' || pool.zone === zone) &&
      (words.length === 0 || holdsAll(pool, word, words)),
  )
}

function holdsAll(pool: PoolStatus, verdict: string, words: readonly string[]): boolean {
  const members = pool.members.map(({ data, why }) => `${data} ${why}`).join(' ')
  const all = `${keyOf(pool)} ${verdict} ${pool.why} ${members}`.toLowerCase()
  return words.every((word) => all.includes(word))
}

function rank({ trouble }: PoolRow): number {
  return TROUBLES.indexOf(trouble)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
