// Folds transitions into the alerts that are firing: what begins, what is over, in the order in which it happened.
import type { Alert, Concern, Condition, Resolution } from './alert.ts'
import { clip } from './clip.ts'
import { effectOf, type Happening } from './from-transition.ts'
import { holdFrom } from './hold.ts'

/** A name may be written with 4 characters for each of its 255 octets. */
const MOST_IN_SUMMARY = 2048
const MOST_IN_DETAIL = 2048

export interface Folded {
  /** Those that are over by the end are among them, with their resolution. */
  readonly begun: readonly Alert[]
  /** By the id of an alert that was there before. */
  readonly ended: ReadonlyMap<number, Resolution>
}

/** `firing` by key. What fires already goes on: it does not begin again. */
export function fold(
  happenings: readonly Happening[],
  firing: ReadonlyMap<string, Alert>,
  concernOf: (condition: Condition) => Concern,
): Folded {
  const begun = new Map<number, Alert>()
  const ended = new Map<number, Resolution>()
  const open = new Map(firing)
  for (const happening of happenings) {
    const { begins, ends } = effectOf(happening)
    for (const key of ends) {
      const alert = open.get(key)
      if (alert === undefined) continue
      open.delete(key)
      const resolved = { atMs: happening.atMs, why: whyOver(happening) }
      if (begun.has(alert.id)) begun.set(alert.id, { ...alert, resolved })
      else ended.set(alert.id, resolved)
    }
    if (begins === undefined || open.has(begins.key)) continue
    const { id, atMs: firedMs } = happening
    const { planned, ...concern } = concernOf(begins)
    const hold = planned === undefined ? undefined : holdFrom(firedMs, planned)
    const summary = clip(begins.summary, MOST_IN_SUMMARY)
    const detail = clip(concern.detail ?? begins.detail, MOST_IN_DETAIL)
    const alert = { ...begins, ...concern, summary, detail, id, firedMs, resolved: undefined, hold }
    open.set(alert.key, alert)
    begun.set(id, alert)
  }
  return { begun: [...begun.values()], ended }
}

/** Why it is over, as far as the history says more than that. */
function whyOver({ kind, to, reason, detail }: Happening): string {
  if (kind === 'verdict') return `it is ${to}`
  if (kind === 'override') return to === 'none' ? `ended by ${detail}` : `followed by ${to}`
  if (kind === 'redundancy') return detail
  return kind === 'doubt' || kind === 'standby' ? reason : ''
}
