// What would be dead if somebody's words were true: servers by address, network, name or pattern, or single targets. Pure.
import { addressFromText, networkFromText } from '../../zone/network.ts'
import type { Network, ZoneRecord } from '../../zone/zone.ts'
import { addressText } from '../plan/address-text.ts'
import { canonicalSelector, matches, type SelectedMember, select } from '../plan/selector.ts'
import type { ServicePlan } from '../plan/service-plan.ts'

export interface Fallen {
  /** Of servers that are dead as a whole. */
  readonly addresses: ReadonlySet<string>
  /** Ids of the targets that fail: those of dead servers, and those that were named alone. */
  readonly targets: ReadonlySet<string>
}

/** A name is its server, and so its address under every name; `unknown`: what matches nothing. */
export function fallenBy(
  selectors: readonly string[],
  plan: ServicePlan,
): Fallen & { readonly unknown: readonly string[] } {
  const addresses = new Set<string>()
  const targets = new Set<string>()
  const known = addressesIn(plan)
  const unknown = selectors.filter((selector) => {
    const meant = meantBy(selector, plan, known)
    for (const address of meant.addresses) addresses.add(address)
    for (const id of meant.targets) targets.add(id)
    return meant.addresses.length + meant.targets.length === 0
  })
  for (const { id, address } of plan.targets.values()) if (addresses.has(address)) targets.add(id)
  return { addresses, targets, unknown }
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

function addressesIn({ pools, targets }: ServicePlan): ReadonlySet<string> {
  const records = [...pools.values()].flatMap(({ pool }) => pool.members.map(({ record }) => record))
  const ofRecords = records.flatMap(({ type, rdata }) => addressText(type, rdata) ?? [])
  return new Set([...ofRecords, ...[...targets.values()].map(({ address }) => address)])
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
