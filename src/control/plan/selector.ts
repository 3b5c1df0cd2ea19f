// What an operator means by the target of an override: a target, an address, a server, members of a pool, or a pattern. Pure.
import { ipv6FromText, ipv6ToText } from '../../dns/address.ts'
import { nameToText } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import { atOnce } from '../../slices.ts'
import { nearest } from '../../zone/nearest.ts'
import { addressText } from './address-text.ts'
import { poolName } from './pool-name.ts'
import type { MemberNeeds, PlannedPool, ServicePlan } from './service-plan.ts'

export interface SelectedMember {
  readonly planned: PlannedPool
  readonly needs: MemberNeeds
  /** Among the members of its pool. */
  readonly index: number
}

export interface Selected {
  readonly members: readonly SelectedMember[]
  /** Ids; not empty only where targets are meant. */
  readonly targets: readonly string[]
}

/** One spelling for everything that means the same: names without the dot at their end, types as mnemonics, IPv6 as RFC 5952 §4 writes it. */
export function canonicalSelector(text: string): string {
  const [first = '', type, ...data] = text.trim().toLowerCase().split(/\s+/)
  const cut = first.indexOf('/')
  const head =
    cut < 0 ? withoutDot(canonicalAddress(first)) : canonicalAddress(first.slice(0, cut)) + first.slice(cut)
  return type === undefined ? head : [head, type.toUpperCase(), ...data.map(dataWord)].join(' ')
}

/**
 * `ADDRESS/CHECK` is a target, `OWNER TYPE DATA` a member of a pool; else it is an address, under whatever name, or the
 * owner of address records. `*` stands for any characters in each of them.
 */
export function select(selector: string, plan: ServicePlan): Selected {
  const pattern = canonicalSelector(selector)
  if (!pattern.includes('/') || pattern.includes(' ')) return { targets: [], members: namedBy(pattern, plan) }
  const ids = [...plan.targets.keys()].filter((id) => matches(pattern, id.toLowerCase()))
  const wanted = new Set(ids)
  const keys = new Set(ids.flatMap((id) => [...(plan.poolsOf.get(id) ?? [])]))
  const pools = [...keys].flatMap((key) => plan.pools.get(key) ?? [])
  return { targets: ids, members: pools.flatMap(membersOf).filter(({ needs }) => restsOn(needs, wanted)) }
}

/** Of so many names at a time the nearest is found out: a millisecond. */
const NAMES_PER_STEP = 500

/** What could have been meant by a selector that selects nothing; undefined: there is nothing at all. */
export function* nearestSelector(selector: string, plan: ServicePlan): Generator<void, string | undefined> {
  const pattern = canonicalSelector(selector)
  const names = yield* learnNames(plan)
  const known = [...plan.targets.keys(), ...names.keys()]
  const near: string[] = []
  const alike: string[] = []
  for (let at = 0; at < known.length; at += NAMES_PER_STEP) {
    const some = known.slice(at, at + NAMES_PER_STEP)
    near.push(...[nearest(pattern, some)].filter((one) => one !== undefined))
    alike.push(...[longestCommonStart(pattern, some)].filter((one) => one !== undefined))
    yield
  }
  return nearest(pattern, near) ?? longestCommonStart(pattern, alike)
}

/** `*` is any characters, also none; the time is bounded by the product of the lengths. */
export function matches(pattern: string, text: string): boolean {
  let [at, inText, star, resumed] = [0, 0, -1, 0]
  while (inText < text.length) {
    if (pattern[at] === '*') {
      star = at++
      resumed = inText
    } else if (at < pattern.length && pattern[at] === text[inText]) {
      at++
      inText++
    } else if (star >= 0) {
      at = star + 1
      inText = ++resumed
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

function canonicalAddress(text: string): string {
  const octets = text.includes(':') ? ipv6FromText(text) : undefined
  return octets === undefined ? text : ipv6ToText(octets)
}

function dataWord(word: string): string {
  return withoutDot(canonicalAddress(word))
}

function withoutDot(text: string): string {
  return text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text
}

type Names = ReadonlyMap<string, readonly SelectedMember[]>

/** A plan never changes, and its names are asked for with every override and every status. */
const NAMES = new WeakMap<ServicePlan, Names>()

function namesIn(plan: ServicePlan): Names {
  return atOnce(learnNames(plan))
}

/** A fifth of a millisecond. */
const POOLS_PER_STEP = 20

/** All names of a plan: once it is gone through to its end, `select` has them at hand. */
export function* learnNames(plan: ServicePlan): Generator<void, Names> {
  const known = NAMES.get(plan)
  if (known !== undefined) return known
  const names = new Map<string, SelectedMember[]>()
  let pools = 0
  for (const planned of plan.pools.values()) {
    for (const one of membersOf(planned))
      for (const name of namesOf(one)) {
        const sharing = names.get(name)
        if (sharing === undefined) names.set(name, [one])
        else sharing.push(one)
      }
    if (++pools % POOLS_PER_STEP === 0) yield
  }
  NAMES.set(plan, names)
  return names
}

/** In the order of the zones; one that has several names is in it once. */
function namedBy(pattern: string, plan: ServicePlan): SelectedMember[] {
  const names = namesIn(plan)
  if (!pattern.includes('*')) return [...(names.get(pattern) ?? [])]
  const named = [...names].flatMap(([name, members]) => (matches(pattern, name) ? members : []))
  return [...new Set(named)]
}

function membersOf(planned: PlannedPool): SelectedMember[] {
  return planned.needs.map((needs, index) => ({ planned, needs, index }))
}

function restsOn({ checks }: MemberNeeds, ids: ReadonlySet<string>): boolean {
  return checks.some(({ targetOf }) => [...targetOf.values()].some((id) => ids.has(id)))
}

/** An address also names the member, and so does the owner of an address record. */
function namesOf({ planned, index }: SelectedMember): string[] {
  const { pool } = planned
  const { record } = pool.members[index] as (typeof pool.members)[number]
  const member = canonicalSelector(`${poolName(planned)} ${printRdata(record.type, record.rdata)}`)
  const address = addressText(record.type, record.rdata)
  if (address === undefined) return [member]
  return [member, address, canonicalSelector(nameToText(pool.owner))]
}

function longestCommonStart(pattern: string, known: readonly string[]): string | undefined {
  const common = (word: string): number => {
    let length = 0
    while (length < word.length && word[length] === pattern[length]) length++
    return length
  }
  return known.reduce<string | undefined>(
    (best, word) => (best === undefined || common(word) > common(best) ? word : best),
    undefined,
  )
}
