// What of a status is news: without the ages, counts and latencies that are others at every look.
import type { Status } from '../../control/operator.ts'

/** They change with every probe, query or load; a `why` counts probes, and what it explains stands beside it. */
const PASSING = new Set(['loading', 'atMs', 'nextProbeInMs', 'goods', 'bads', 'last', 'queries', 'why'])

/** Of two looks with the same text nobody needs to be told twice. */
export function lastingText(status: Partial<Status>): string {
  return JSON.stringify(status, (key, value: unknown) => (PASSING.has(key) ? undefined : value))
}
