// Why, in words: one sentence for a pool, a member, a target. The page, the CLI and explain say the same.
import type { Pool } from '../answer/pool.ts'
import type { Publication, Reason, Standing } from '../answer/publish.ts'
import { nameToText } from '../dns/name.ts'
import { isHeld } from '../health/flap.ts'
import { ENDINGS } from '../health/outcome.ts'
import type { Target } from '../health/target.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../health/verdict.ts'
import { durationToText } from '../zone/duration.ts'
import { memberHealth, type VerdictOf } from './availability.ts'
import type { MemberNeeds, ServicePlan } from './service-plan.ts'

const WHEN_ALL_DOWN: Readonly<Record<Pool['options']['whenAllDown'], string>> = {
  primary: 'the first tier is answered as declared',
  all: 'all records are answered',
  last: 'what was answered last stays',
  none: 'nothing is answered',
}

export function poolWhy(pool: Pool, publication: Publication): string {
  return standingWhy(pool, publication.standings[0] as Standing)
}

/** Why one class of clients is answered what it is. */
export function standingWhy(pool: Pool, standing: Standing): string {
  const tier = tierOf(pool, standing)
  const last = pool.options.available === 'degraded-last' ? ' (degraded ones come last)' : ''
  const sentences: Record<Reason, () => string> = {
    'best-tier': () => `tier ${tier} is the lowest with at least ${pool.options.min} available${last}`,
    'short-tier': () => `no tier has ${pool.options.min} available${last}; tier ${tier} has the most`,
    'awaiting-failback': () => `a better tier has recovered, failback waits ${failbackText(pool)}`,
    'only-held': () => `nothing is available; of those that are only held down, tier ${tier} comes first`,
    'all-down': () => `nothing is available: ${WHEN_ALL_DOWN[pool.options.whenAllDown]}`,
  }
  return sentences[standing.reason]()
}

function tierOf(pool: Pool, standing: Standing): number {
  return pool.members[standing.members[0] ?? 0]?.note.tier ?? 1
}

function failbackText({ options: { failback } }: Pool): string {
  return typeof failback === 'object' ? `for ${failback.stableMs / 1000} s of stable health` : 'for a person'
}

export function memberWhy(needs: MemberNeeds, plan: ServicePlan, verdictOf: VerdictOf): string {
  const parts = needs.checks.flatMap(({ targetOf }) =>
    [...targetOf.values()].map((id) => targetWhy(plan.targets.get(id), verdictOf(id) ?? UNKNOWN_VERDICT)),
  )
  const { host } = needs
  if (host !== undefined) {
    const addresses = host.pools.flatMap((key) => plan.pools.get(key)?.needs ?? [])
    const able = host.always || addresses.some((one) => memberHealth(one, plan, verdictOf).available)
    parts.push(`${nameToText(host.name)} is ${able ? 'available' : 'not available'}`)
  }
  return parts.length === 0 ? 'depends on no check' : parts.join('; ')
}

/** `10.1.0.10/web is down: connection refused (3 bad in a row)` */
export function targetWhy(target: Target | undefined, verdict: Verdict): string {
  const { state, last, goods, bads } = verdict
  const subject = `${target?.id ?? 'target'} is ${state}${heldText(target, verdict)}`
  if (last === undefined) return `${subject}: not probed yet`
  const slow = state === 'degraded' ? `, ${Math.round(last.latencyMs)} ms` : ''
  const detail = (last.detail === '' ? '' : `, ${last.detail}`) + slow
  const row = goods > 0 ? `${goods} good in a row` : `${bads} bad in a row`
  const remembered = goods > 0 && bads > 0 ? `, ${bads} bad not forgotten` : ''
  return `${subject}: ${ENDINGS[last.ending]}${detail} (${row}${remembered})`
}

/** ` and held for 20m after more than 5 changes in 10m`; as of the last probe. */
function heldText(target: Target | undefined, { damping, lastAtMs = 0 }: Verdict): string {
  const flap = target?.timing.flap
  const hold = damping?.hold
  if (flap === undefined || hold === undefined || !isHeld(damping, lastAtMs)) return ''
  const [held, within] = [hold.untilMs - hold.fromMs, flap.withinMs].map(durationToText)
  return ` and held for ${held} after more than ${flap.changes} changes in ${within}`
}
