// The tier that answers, in the words of the zone file: first what a person on call must know, the better ones that do not.
import type { Pool } from '../../answer/pool.ts'
import type { Standing } from '../../answer/publish.ts'

/** Of the notes (README.md, zone notes); other tiers have a number only. */
const NAMES: Readonly<Record<number, { readonly one: string; readonly many: string }>> = {
  1: { one: 'primary', many: 'primaries' },
  2: { one: 'standby', many: 'standbys' },
  9: { one: 'last resort', many: 'last resorts' },
}

/**
 * Of a standing with the reason best-tier: `no primary is available: the standby answers`. Where a tier needs several, or
 * clients are told apart, what is best depends on more, and the rule itself is told.
 */
export function bestTierWhy({ members, options, classes }: Pool, { members: answering }: Standing): string {
  const tier = members[answering[0] ?? 0]?.note.tier ?? 1
  if (options.min > 1 || classes.length > 1)
    return `tier ${tier} is the lowest with at least ${options.min} available`
  const tiers = [...new Set(members.map(({ note }) => note.tier))].sort((a, b) => a - b)
  const inTier = members.filter(({ note }) => note.tier === tier).length
  if (tiers.length === 1) return `${share(answering.length, inTier, 'member', 'members')} available`
  const { one, many } = NAMES[tier] ?? { one: `member of tier ${tier}`, many: `members of tier ${tier}` }
  const better = tiers.filter((other) => other < tier)
  if (better.length === 0) return `${share(answering.length, inTier, one, many)} available`
  const who = inTier === 1 ? `the ${one} answers` : `${answering.length} of ${inTier} ${many} answer`
  return `${noneOf(better)} is available: ${who}`
}

function share(some: number, all: number, one: string, many: string): string {
  if (all === 1) return `the ${one} is`
  return some === all ? `all ${all} ${many} are` : `${some} of ${all} ${many} ${some === 1 ? 'is' : 'are'}`
}

/** `no primary`, `neither primary nor standby`, `nothing of the tiers 1, 3, 4` */
function noneOf(tiers: readonly number[]): string {
  const names = tiers.flatMap((tier) => NAMES[tier]?.one ?? [])
  const [first, second] = names
  if (names.length === tiers.length && tiers.length === 1) return `no ${first}`
  if (names.length === tiers.length && tiers.length === 2) return `neither ${first} nor ${second}`
  return tiers.length === 1 ? `nothing of tier ${tiers[0]}` : `nothing of the tiers ${tiers.join(', ')}`
}
