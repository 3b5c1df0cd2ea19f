// Why, in words: one sentence for a pool, a member, a target. The page, the CLI and explain say the same.
import type { Waiting } from '../../answer/failback.ts'
import type { Pool } from '../../answer/pool.ts'
import type { Publication, Reason, Standing } from '../../answer/publish.ts'
import { SLOW_START_STEPS } from '../../answer/slow-start.ts'
import { nameToText } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import { isHeld } from '../../health/flap.ts'
import { ENDINGS } from '../../health/outcome.ts'
import type { Target } from '../../health/target.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import { durationToText } from '../../zone/duration.ts'
import { memberHealth, type VerdictOf } from '../plan/availability.ts'
import { blamed } from '../plan/blame.ts'
import type { Decreed } from '../plan/decreed.ts'
import type { MemberNeeds, ServicePlan } from '../plan/service-plan.ts'
import { decreedWhy } from './decreed-why.ts'
import { momentText } from './moment.ts'
import { bestTierWhy } from './tier-words.ts'

const WHEN_ALL_DOWN: Readonly<Record<Pool['options']['whenAllDown'], string>> = {
  primary: 'the first tier is answered as declared',
  all: 'all records are answered',
  last: 'what was answered last stays',
  none: 'nothing is answered',
}

export function poolWhy(pool: Pool, publication: Publication): string {
  const growing = growingWhy(pool, publication)
  const why = standingWhy(pool, publication.standings[0] as Standing)
  return growing === undefined ? why : `${why}; ${growing}`
}

/** `slow start: 10.1.0.21 takes 2 of 5 parts of its weight`; undefined: all who are answered take their whole weight. */
export function growingWhy(pool: Pool, { steps, published }: Publication): string | undefined {
  const growing = pool.members.flatMap(({ record }, i) => {
    const step = steps[i] ?? SLOW_START_STEPS
    if (published[i] !== true || step === SLOW_START_STEPS) return []
    return [
      `${printRdata(record.type, record.rdata)} takes ${step} of ${SLOW_START_STEPS} parts of its weight`,
    ]
  })
  return growing.length === 0 ? undefined : `slow start: ${growing.join(', ')}`
}

/** Why one class of clients is answered what it is. */
export function standingWhy(pool: Pool, standing: Standing): string {
  const tier = tierOf(pool, standing)
  const last = pool.options.available === 'degraded-last' ? ' (degraded ones come last)' : ''
  const sentences: Record<Reason, () => string> = {
    'best-tier': () => `${bestTierWhy(pool, standing)}${last}`,
    'short-tier': () => `no tier has ${pool.options.min} available${last}; tier ${tier} has the most`,
    'awaiting-failback': () =>
      `a better tier has recovered, failback waits ${waitingText(pool, standing.waiting)}`,
    'only-held': () => `nothing is available; of those that are only held down, tier ${tier} comes first`,
    'only-drained': () =>
      `only what is in maintenance or drained is available: it is answered, for a decree empties no pool`,
    'all-down': () =>
      `nothing is available: ${WHEN_ALL_DOWN[pool.options.whenAllDown]}${forcedText(pool, standing)}`,
  }
  return sentences[standing.reason]()
}

/** Only forced members make the first tier another than that of the file. */
function forcedText(pool: Pool, { members }: Standing): string {
  const first = Math.min(...pool.members.map(({ note }) => note.tier))
  const isFirst = members.some((member) => pool.members[member]?.note.tier === first)
  const isShortened = pool.options.whenAllDown === 'primary' && pool.classes.length === 1 && !isFirst
  return isShortened ? ', of those that nobody has forced down' : ''
}

function tierOf(pool: Pool, standing: Standing): number {
  return pool.members[standing.members[0] ?? 0]?.note.tier ?? 1
}

function waitingText({ options: { failback, failbackWindow } }: Pool, waiting: Waiting | undefined): string {
  const { for: what = 'person', untilMs } = waiting ?? {}
  const until = untilMs === undefined ? '' : `, until ${momentText(untilMs)}`
  const sentences: Record<Waiting['for'], () => string> = {
    person: () => 'for a person (failover failback)',
    health: () =>
      `for ${typeof failback === 'object' ? failback.stableMs / 1000 : 0} s of stable health${until}`,
    window: () => `for its window "${failbackWindow?.when ?? ''}"${until}`,
  }
  return sentences[what]()
}

/** A decree goes before what is measured. */
export function memberWhy(
  needs: MemberNeeds,
  plan: ServicePlan,
  verdictOf: VerdictOf,
  decreed: Decreed,
): string {
  return [...decreedWhy(needs, plan, decreed), measuredWhy(needs, plan, verdictOf)].join('; ')
}

export function measuredWhy(needs: MemberNeeds, plan: ServicePlan, verdictOf: VerdictOf): string {
  const parts = needs.checks.flatMap(({ targetOf }) =>
    [...targetOf.values()].map((id) => neededWhy(id, plan, verdictOf)),
  )
  const { host } = needs
  if (host !== undefined) {
    const addresses = host.pools.flatMap((key) => plan.pools.get(key)?.needs ?? [])
    const able = host.always || addresses.some((one) => memberHealth(one, plan, verdictOf).available)
    parts.push(`${nameToText(host.name)} is ${able ? 'available' : 'not available'}`)
  }
  return parts.length === 0 ? 'depends on no check' : parts.join('; ')
}

/** `10.1.0.10/web is taken out with what it needs: 10.0.0.1/router is down: no answer in time (3 bad in a row)` */
function neededWhy(id: string, plan: ServicePlan, verdictOf: VerdictOf): string {
  const why = (one: string): string => targetWhy(plan.targets.get(one), verdictOf(one) ?? UNKNOWN_VERDICT)
  const bearers = verdictOf(id)?.state === 'down' ? [] : blamed(id, plan, verdictOf)
  if (bearers.length === 0) return why(id)
  return `${id} is taken out with what it needs: ${bearers.map(why).join('; ')}`
}

/** `10.1.0.10/web is down: connection refused (3 bad in a row)` */
export function targetWhy(target: Target | undefined, verdict: Verdict): string {
  const { state, last, goods, bads } = verdict
  const subject = `${target?.id ?? 'target'} is ${state}${heldText(target, verdict)}`
  if (last === undefined) return `${subject}: ${state === 'unknown' ? 'not probed yet' : sinceText(verdict)}`
  const slow = state === 'degraded' ? `, ${Math.round(last.latencyMs)} ms` : ''
  const detail = (last.detail === '' ? '' : `, ${last.detail}`) + slow
  // Of a past instant single probes are not known.
  const isCounted = goods + bads > 0
  const row = goods > 0 ? `${goods} good in a row` : isCounted ? `${bads} bad in a row` : sinceText(verdict)
  const remembered = goods > 0 && bads > 0 ? `, ${bads} bad not forgotten` : ''
  return `${subject}: ${ENDINGS[last.ending]}${detail} (${row}${remembered})`
}

function sinceText({ sinceMs }: Verdict): string {
  return sinceMs === 0 ? 'since before what is on record' : `since ${momentText(sinceMs)}`
}

/** ` and held for 20m after more than 5 changes in 10m`; as of the last probe. */
function heldText(target: Target | undefined, { damping, lastAtMs = 0 }: Verdict): string {
  const flap = target?.timing.flap
  const hold = damping?.hold
  if (flap === undefined || hold === undefined || !isHeld(damping, lastAtMs)) return ''
  const [held, within] = [hold.untilMs - hold.fromMs, flap.withinMs].map(durationToText)
  return ` and held for ${held} after more than ${flap.changes} changes in ${within}`
}
