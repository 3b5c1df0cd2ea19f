// Which alerts a receiver is told of: by severity, by kind, and by what they concern.
import type { Alert, AlertKind, Severity } from './alert.ts'

/** All that is given must fit; patterns have `*` for any characters. */
export interface Route {
  readonly severities: readonly Severity[]
  readonly kinds: readonly AlertKind[]
  /** Undefined: whatever they are. */
  readonly zones: readonly string[] | undefined
  readonly pools: readonly string[] | undefined
  readonly targets: readonly string[] | undefined
}

export function isRouted(alert: Alert, { severities, kinds, zones, pools, targets }: Route): boolean {
  if (!severities.includes(alert.severity) || !kinds.includes(alert.kind)) return false
  // What is wrong with ourselves concerns everything.
  if (alert.kind === 'doubt' || alert.kind === 'store') return true
  return fits(zones, alert.zones) && fits(pools, alert.pools) && fits(targets, [alert.target])
}

/** Whether it is about this or concerns it: a target, an address, a pool, the name of one, a zone; with `*`. */
export function concerns({ target, pools, zones }: Alert, subject: string): boolean {
  const [address = ''] = target.split('/', 1)
  return fits([subject], [target, address, ...pools, ...zones])
}

function fits(patterns: readonly string[] | undefined, names: readonly string[]): boolean {
  return patterns === undefined || patterns.some((pattern) => names.some((name) => matches(pattern, name)))
}

/** Names match with and without the dot at their end; `www.corp.example` is every pool of that name. */
function matches(pattern: string, name: string): boolean {
  const wanted = plain(pattern)
  const [owner = '', type] = name.split(' ')
  return isLike(wanted, plain(name)) || (type !== undefined && isLike(wanted, plain(owner)))
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\.(?= |$)/, '')
}

/** `*` is any characters, also none; the time is bounded by the product of the lengths. */
function isLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === pattern
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false
  const end = text.length - last.length
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
