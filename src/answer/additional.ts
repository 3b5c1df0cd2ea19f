// Records that save the client its next question (RFC 1034 §4.3.2 step 6), and glue.
import { foldCase, isWithin, type Name } from '../dns/name.ts'
import { type Octets, u16At } from '../dns/octets.ts'
import { hostNamedBy } from '../dns/rdata/names.ts'
import { TYPE } from '../dns/type.ts'
import type { Catalog } from './catalog.ts'
import { locate, zoneOf } from './locate.ts'
import type { AnsweredSet } from './reply.ts'
import type { Tree } from './tree.ts'
import { type RRset, rrsetAt, type ViewNode } from './view-node.ts'
import type { ZoneView } from './zone-view.ts'

const ADDRESS_TYPES = [TYPE.A, TYPE.AAAA] as const

/** Hosts of one answer whose addresses are added; the client can ask for the rest. */
export const MAX_ADDITIONAL_HOSTS = 16

/** What is known of the hosts that an answer names. Nothing is added from another zone that is not for everybody. */
export function additionalFor(catalog: Catalog, from: ZoneView, answer: AnsweredSet): AnsweredSet[] {
  const hosts = answer.rdatas.flatMap((rdata) => hostIn(answer, rdata) ?? [])
  const distinct = new Map(hosts.map((host) => [foldCase(host), host]))
  return [...distinct].slice(0, MAX_ADDITIONAL_HOSTS).flatMap(([name, host]) => {
    const view = zoneOf(catalog.zones, name, TYPE.A)
    if (view === undefined || (view !== from && view.allowQuery !== undefined)) return []
    const location = locate(view, name)
    // What a wildcard makes up is not added as a hint, but the owner of the answer was asked for.
    const isOwner = location.at === 'wildcard' && name === foldCase(answer.owner)
    if (location.at !== 'name' && !isOwner) return []
    return typesFor(answer, name).flatMap((type) => answered(catalog, host, rrsetAt(location.node, type)))
  })
}

const SERVICE_TYPES: ReadonlySet<number> = new Set([TYPE.SVCB, TYPE.HTTPS])

function hostIn({ owner, type }: AnsweredSet, rdata: Octets): Name | undefined {
  const isService = SERVICE_TYPES.has(type) && u16At(rdata, 0) !== 0
  // RFC 9460 §2.5.2: but for an alias, the root stands for the owner.
  return hostNamedBy(type, rdata) ?? (isService ? owner : undefined)
}

/** RFC 9460 §4.1: of the target of a service its addresses, and where it leads to in turn. */
function typesFor({ owner, type }: AnsweredSet, host: Name): readonly number[] {
  return SERVICE_TYPES.has(type) && foldCase(owner) !== host ? [...ADDRESS_TYPES, type] : ADDRESS_TYPES
}

function answered(catalog: Catalog, owner: Name, rrset: RRset | undefined): AnsweredSet[] {
  if (rrset === undefined) return []
  const { type, pool } = rrset
  if (pool === undefined) return [{ owner, type, ttlSeconds: rrset.ttlSeconds, rdatas: rrset.rdatas }]
  const publication = catalog.publicationOf(pool)
  const selection = firstLeaf(publication.tree)
  if (selection === undefined || selection.length === 0) return []
  const rdatas = selection.map((member) => rrset.rdatas[member] as Octets)
  return [{ owner, type, ttlSeconds: publication.ttlSeconds, rdatas }]
}

/** The first variant; nothing when it depends on who asks, for then a wrong hint is worse than none. */
function firstLeaf<T>(tree: Tree<T>): T | undefined {
  if ('leaf' in tree) return tree.leaf
  const first = tree.branches[0]
  return tree.chooser.by === 'network' || first === undefined ? undefined : firstLeaf(first)
}

/** Addresses that the zone holds for a delegation's name servers, in the delegated zone or in a sibling of it. */
export function glueFor(
  view: ZoneView,
  cut: Name,
  hosts: readonly Name[],
): { readonly glue: readonly AnsweredSet[]; readonly siblings: readonly AnsweredSet[] } {
  const glue: AnsweredSet[] = []
  const siblings: AnsweredSet[] = []
  for (const host of hosts) {
    const name = foldCase(host)
    const node = isWithin(name, view.origin) ? view.nodes.get(name) : undefined
    if (node !== undefined) (isWithin(name, cut) ? glue : siblings).push(...plainAddresses(host, node))
  }
  return { glue, siblings }
}

function plainAddresses(owner: Name, node: ViewNode): AnsweredSet[] {
  return ADDRESS_TYPES.flatMap((type) => {
    const rrset = rrsetAt(node, type)
    return rrset === undefined ? [] : [{ owner, type, ttlSeconds: rrset.ttlSeconds, rdatas: rrset.rdatas }]
  })
}
