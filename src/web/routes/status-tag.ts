// The entity tag of the status: the same as long as no state and no answer has changed.
import { createHash } from 'node:crypto'
import type { Status } from '../../control/operator.ts'

/** They change with every probe or every query; a `why` counts probes, and what it explains stands beside it. */
const PASSING = new Set(['atMs', 'nextProbeInMs', 'goods', 'bads', 'last', 'queries', 'why'])

/** RFC 9110 §8.8.1: weak, for two with the same tag differ in the last probes and in counters. */
export function tagOf(status: Status): string {
  const lasting = JSON.stringify(status, (key, value: unknown) => (PASSING.has(key) ? undefined : value))
  return `W/"${createHash('sha256').update(lasting).digest('base64url')}"`
}

/** RFC 9110 §13.1.2: some tag of the list, compared weakly, or `*`. */
export function isKnown(ifNoneMatch: string, tag: string): boolean {
  const known = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(tag.replace(/^W\//, ''))
}
