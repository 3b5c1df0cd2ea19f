// Client classes of a pool: the distinct sets of members that `for=` networks prefer, and which addresses are in which.
import type { Network } from '../zone/zone.ts'
import { compareOctets, type NetworkRange } from './tree.ts'

/** Clients for whom the same members are preferred. */
export interface ClientClass {
  /** Indices of the members whose `for=` holds the client; empty for everybody else. */
  readonly preferred: readonly number[]
}

/** The classes of a pool; class 0 is the clients that no `for=` holds. */
export function classesOf(networks: readonly (readonly Network[])[]): ClientClass[] {
  const known = new Map<string, ClientClass>([['', { preferred: [] }]])
  for (const family of FAMILIES)
    for (const { preferred } of intervals(networks, family))
      if (!known.has(preferred.join())) known.set(preferred.join(), { preferred })
  return [...known.values()]
}

const FAMILIES = [4, 16] as const

/** The address ranges of each class, for one family (4 or 16 octets), sorted by start. */
export function rangesOf(
  networks: readonly (readonly Network[])[],
  classes: readonly ClientClass[],
  octets: 4 | 16,
): NetworkRange[] {
  const branchOf = new Map(classes.map((one, i) => [one.preferred.join(), i]))
  return intervals(networks, octets).map(({ start, preferred }) => ({
    start,
    branch: branchOf.get(preferred.join()) as number,
  }))
}

interface Interval {
  readonly start: readonly number[]
  readonly preferred: readonly number[]
}

/** Cuts the address space wherever a network begins or ends, and tells who is preferred in each piece. */
function intervals(networks: readonly (readonly Network[])[], octets: number): Interval[] {
  const zero = new Array<number>(octets).fill(0)
  const starts = [zero]
  for (const network of networks.flat()) {
    if (network.address.length !== octets) continue
    starts.push([...network.address])
    const next = firstAfter(network)
    if (next !== undefined) starts.push(next)
  }
  starts.sort(compareOctets)
  const distinct = starts.filter(
    (start, i) => i === 0 || compareOctets(start, starts[i - 1] as number[]) !== 0,
  )
  return distinct.map((start) => ({
    start,
    preferred: networks.flatMap((list, member) => (list.some((one) => holds(one, start)) ? [member] : [])),
  }))
}

export function holds(network: Network, address: readonly number[]): boolean {
  return holdsOctets(network, address, 0, address.length)
}

/** Whether the address of `length` octets at `octets[at…]` is in the network. */
export function holdsOctets(
  network: Network,
  octets: ArrayLike<number>,
  at: number,
  length: number,
): boolean {
  if (network.address.length !== length) return false
  for (let bit = 0; bit < network.prefixLength; bit += 8) {
    const mask = 0xff00 >> Math.min(8, network.prefixLength - bit)
    const octet = bit >> 3
    if ((((network.address[octet] as number) ^ (octets[at + octet] as number)) & mask & 0xff) !== 0)
      return false
  }
  return true
}

/** The first address behind a network; undefined when it reaches to the end of the address space. */
function firstAfter(network: Network): number[] | undefined {
  const next = [...network.address]
  let bit = network.prefixLength
  if (bit === 0) return undefined
  bit -= 1
  let carry = 0x80 >> (bit & 7)
  for (let octet = bit >> 3; octet >= 0; octet--) {
    const sum = (next[octet] as number) + carry
    next[octet] = sum & 0xff
    if (sum <= 0xff) return next
    carry = 1
  }
  return undefined
}
