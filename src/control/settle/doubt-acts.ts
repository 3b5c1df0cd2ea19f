// What the log, the history, status and explain say of a doubt about ourselves.
import type { Census, Trust } from '../../health/doubt.ts'
import type { Act } from '../../store/store.ts'
import type { Belief } from './belief.ts'

type Doubts = Pick<Belief, 'trust' | 'census'>

/** The transition from `before`, if there is one. */
export function doubtActs(before: Trust, { trust, census }: Doubts, nowMs: number): readonly Act[] {
  if (before.state === trust.state || census === undefined) return []
  const change = { atMs: nowMs, kind: 'doubt', target: 'self', from: before.state, to: trust.state } as const
  const reason = trust.state === 'doubt' ? trust.because : endOf(before, trust)
  return [{ ...change, reason, detail: trust.state === 'doubt' ? seenText(trust, census) : '' }]
}

function endOf(before: Trust, { state }: Trust): string {
  if (before.state === 'vouched') return 'fewer fail'
  return state === 'vouched' ? 'a witness has passed' : 'enough pass again'
}

/** Undefined: we are sure of ourselves. */
export function doubtWhy({ trust, census }: Doubts): string | undefined {
  if (trust.state !== 'doubt' || census === undefined) return undefined
  const end = census.canaries > 0 ? 'until a canary passes' : 'until something passes, a minute at most'
  return `${seenText(trust, census)}: it may be we who are cut off, so that no verdict goes down ${end}`
}

function seenText({ because }: Trust & { readonly state: 'doubt' }, census: Census): string {
  const { canaries, counted, failing, failingGroups } = census
  if (because === 'canaries')
    return canaries === 1 ? 'the only canary fails' : `all ${canaries} canaries fail`
  return `${failing} of ${counted} targets fail at once, in ${failingGroups} places that have nothing in common`
}
