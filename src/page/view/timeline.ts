// The pages of the history: where they are asked for, and how a new first page is put before those that are known.
import type { HistoryReport } from '../../control/operator.ts'
import type { Place } from '../state/place.ts'

const PAGE = 50

export function historyPath({ kind, about }: Pick<Place, 'kind' | 'about'>, cursor?: number): string {
  const query = new URLSearchParams({ limit: String(PAGE) })
  if (kind !== '') query.set('kind', kind)
  if (about !== '') query.set('subject', about)
  if (cursor !== undefined) query.set('cursor', String(cursor))
  return `/v1/history?${query}`
}

/** What is newer than the known pages is put before them; when there may be a gap, they are given up. */
export function merged(known: readonly HistoryReport[], first: HistoryReport): readonly HistoryReport[] {
  const newest = known[0]?.transitions[0]?.id
  if (newest === undefined) return [first]
  const isJoined = first.transitions.some(({ id }) => id <= newest)
  if (!isJoined) return [first]
  const fresh = first.transitions.filter(({ id }) => id > newest)
  if (fresh.length === 0) return known
  const [head, ...rest] = known
  return head === undefined ? [first] : [{ ...head, transitions: [...fresh, ...head.transitions] }, ...rest]
}
