// What would be dead if somebody's words were true: servers by address, network, name or pattern, or single targets. Pure.
import { addressFromText, networkFromText } from '../../zone/network.ts'
import type { Network, ZoneRecord } from '../../zone/zone.ts'
import { addressText } from '../plan/address-text.ts'
import { canonicalSelector, learnNames, matches, type SelectedMember, select } from '../plan/selector.ts'
import type { ServicePlan } from '../plan/service-plan.ts'

export interface Fallen {
  /** Of servers that are dead as a whole. */
  readonly addresses: ReadonlySet<string>
  /** Ids of the targets that fail: those of dead servers, and those that were named alone. */
  readonly targets: ReadonlySet<string>
  /** Keys of the pools that hang on any of it: all others go on as they are. */
  readonly touched: ReadonlySet<string>
}

/** A name is its server, and so its address under every name; `unknown`: what matches nothing. A little with each step. */
export function* fallenBy(
  selectors: readonly string[],
  plan: ServicePlan,
): Generator<void, Fallen & { readonly unknown: readonly string[] }> {
  const addresses = new Set<string>()
  const targets = new Set<string>()
  const unknown: string[] = []
  const pools = yield* poolsByAddress(plan)
  const known = new Set([...pools.keys(), ...[...plan.targets.values()].map(({ address }) => address)])
  for (const selector of selectors) {
    yield
    if (isNamed(selector)) yield* learnNames(plan)
    const meant = meantBy(selector, plan, known)
    for (const address of meant.addresses) addresses.add(address)
    for (const id of meant.targets) targets.add(id)
    if (meant.addresses.length + meant.targets.length === 0) unknown.push(selector)
  }
  for (const { id, address } of plan.targets.values()) if (addresses.has(address)) targets.add(id)
  return { addresses, targets, touched: poolsTouched({ addresses, targets }, plan, pools), unknown }
}

/** It is looked for among the names of members. */
function isNamed(selector: string): boolean {
  const pattern = canonicalSelector(selector)
  return networkFromText(pattern) === undefined && (!pattern.includes('/') || pattern.includes(' '))
}

function poolsTouched(
  { addresses, targets }: Omit<Fallen, 'touched'>,
  { poolsOf }: ServicePlan,
  byAddress: PoolsByAddress,
): ReadonlySet<string> {
  const touched = new Set<string>()
  for (const id of targets) for (const key of poolsOf.get(id) ?? []) touched.add(key)
  for (const address of addresses) for (const key of byAddress.get(address) ?? []) touched.add(key)
  return touched
}

interface Meant {
  readonly addresses: readonly string[]
  readonly targets: readonly string[]
}

function meantBy(selector: string, plan: ServicePlan, known: ReadonlySet<string>): Meant {
  const pattern = canonicalSelector(selector)
  const parsed = networkFromText(pattern)
  if (parsed !== undefined) {
    const network = 'network' in parsed ? parsed.network : undefined
    return { addresses: [...known].filter((one) => network && isWithin(one, network)), targets: [] }
  }
  const { members, targets } = select(pattern, plan)
  if (targets.length > 0) return { addresses: [], targets }
  const hosts = members.flatMap(({ needs }) => needs.host?.pools ?? [])
  const followed = hosts.flatMap((key) => plan.pools.get(key) ?? []).flatMap(({ pool }) => pool.members)
  const named = [...members.map(recordOf), ...followed.map(({ record }) => record)]
  const ofRecords = named.flatMap(({ type, rdata }) => addressText(type, rdata) ?? [])
  // A router that is only probed is in no record.
  const ofTargets = [...known].filter((address) => matches(pattern, address))
  return {
    addresses: [...ofRecords, ...ofTargets],
    targets: members.filter((one) => !hasAddress(one)).flatMap(targetsOf),
  }
}

type PoolsByAddress = ReadonlyMap<string, readonly string[]>

/** A plan never changes. */
const BY_ADDRESS = new WeakMap<ServicePlan, PoolsByAddress>()

/** A fifth of a millisecond. */
const POOLS_PER_STEP = 50

/** Keys of the pools with a record of this address. */
function* poolsByAddress(plan: ServicePlan): Generator<void, PoolsByAddress> {
  const known = BY_ADDRESS.get(plan)
  if (known !== undefined) return known
  const found = new Map<string, string[]>()
  let pools = 0
  for (const [key, { pool }] of plan.pools) {
    for (const { record } of pool.members) {
      const address = addressText(record.type, record.rdata)
      if (address === undefined) continue
      const sharing = found.get(address)
      if (sharing === undefined) found.set(address, [key])
      else sharing.push(key)
    }
    if (++pools % POOLS_PER_STEP === 0) yield
  }
  BY_ADDRESS.set(plan, found)
  return found
}

function recordOf({ planned, index }: SelectedMember): ZoneRecord {
  return (planned.pool.members[index] as (typeof planned.pool.members)[number]).record
}

function hasAddress(one: SelectedMember): boolean {
  const { type, rdata } = recordOf(one)
  return addressText(type, rdata) !== undefined
}

function targetsOf({ needs }: SelectedMember): string[] {
  return needs.checks.flatMap(({ targetOf }) => [...targetOf.values()])
}

function isWithin(text: string, { address, prefixLength }: Network): boolean {
  const octets = addressFromText(text)
  if (octets === undefined || octets.length !== address.length) return false
  return address.every((octet, i) => {
    const unseen = Math.min(8, Math.max(0, 8 - (prefixLength - i * 8)))
    return octet >> unseen === (octets[i] ?? 0) >> unseen
  })
}
