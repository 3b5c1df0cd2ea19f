// A target: one address plus one check, probed once however many records share it.
import type { Timing } from './timing.ts'

export interface Target {
  /** `address/check`, from `targetId`; what a person types after `failover drain`. */
  readonly id: string
  /** IPv4 or IPv6 in text. */
  readonly address: string
  readonly checkName: string
  /** The probe's type, as registered in probe/index.ts. */
  readonly type: string
  /** The probe's options as written, without the timing. */
  readonly options: Readonly<Record<string, string>>
  readonly timing: Timing
}

/** No address contains a slash, so that the first one divides: `10.1.0.10/web`. */
export function targetId(address: string, checkName: string): string {
  return `${address}/${checkName}`
}

/** The same question, asked as often: what was learned about the one holds for the other. */
export function asksTheSame(a: Target, b: Target): boolean {
  return (
    a.id === b.id &&
    a.address === b.address &&
    a.type === b.type &&
    a.timing.everyMs === b.timing.everyMs &&
    a.timing.timeoutMs === b.timing.timeoutMs &&
    sameOptions(a.options, b.options)
  )
}

/** Asks the same, and judges the outcomes in the same way: one target under two names. */
export function isTheSame(a: Target, b: Target): boolean {
  return asksTheSame(a, b) && textOf(a.timing) === textOf(b.timing)
}

function textOf(timing: Timing): string {
  return JSON.stringify(Object.entries(timing).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function sameOptions(a: Target['options'], b: Target['options']): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
