// Which override holds for a member of a pool: so that who is out by a person's word is not taken for sick.
import type { MemberStatus, OverrideStatus, PoolStatus } from '../../control/operator.ts'
import { keyOf } from './pool-list.ts'

/** The newest that speaks of it, under any of its names; undefined: none does. Overrides are given oldest first. */
export function overrideOf(
  pool: PoolStatus,
  member: MemberStatus,
  overrides: readonly OverrideStatus[],
): OverrideStatus | undefined {
  const key = keyOf(pool)
  const names = namesOf(pool, member)
  return overrides.findLast(
    ({ target, pools }) => pools.includes(key) && names.some((name) => matches(plain(target), name)),
  )
}

/** A server by its address or its name, a record of this pool, the targets behind it: as an override can be written. */
function namesOf(pool: PoolStatus, { data, targets = [] }: MemberStatus): readonly string[] {
  const isAddress = pool.type === 'A' || pool.type === 'AAAA'
  return [`${keyOf(pool)} ${data}`, ...targets, ...(isAddress ? [data, pool.name] : [])].map(plain)
}

/** Without the dots at the end of names. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/\.(?=\s|$)/g, '')
}

/** `*` is any characters, also none. The parts between are found one after the other, so the time is bounded. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === text
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
