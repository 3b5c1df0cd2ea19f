// What of a status is news: without the ages, counts and latencies that are others at every look.
import type { Status } from '../../control/operator.ts'

/**
 * They change with every probe, query, load or notification; a `why` counts probes, and what it explains stands beside it, and a
 * notification that goes on waiting is one of a receiver that fails.
 */
const PASSING = new Set([
  'loading',
  'atMs',
  'nextProbeInMs',
  'goods',
  'bads',
  'last',
  'queries',
  'why',
  'deliveredAtMs',
  'pending',
])

/** Of two looks with the same text nobody needs to be told twice. */
export function lastingText(status: Partial<Status>): string {
  return JSON.stringify(status, (key, value: unknown) => (PASSING.has(key) ? undefined : value))
}
