// Finds the servers of each zone's parent, by the resolvers of this machine or as a person names them, and asks each of them.
import type { Endpoint } from '../../config/values.ts'
import { isWithin, type Name, parentOf, ROOT } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import { type AskDns, type Asking, askWhole, type Reply } from '../network/ask.ts'
import { addressesOf, answersOf, hostsOf, soaIn } from '../network/read-reply.ts'
import type { OurZone } from '../our-zones.ts'
import { type ParentWord, readParentReply } from './read-parent.ts'

/** What is known of one zone's parent. */
export interface ParentView {
  readonly zone: OurZone
  readonly parent: Parent
  /** One for each server that was asked. */
  readonly words: readonly ServerWord[]
}

export interface ServerWord {
  readonly server: Endpoint
  readonly word: ParentWord
  /** DS records are there; undefined: it was not said. */
  readonly hasDs: boolean | undefined
}

export type Parent =
  /** `name` is undefined when a person has named its servers. */
  | { readonly name: Name | undefined; readonly servers: readonly Endpoint[] }
  /** A zone of ours is the parent of another: nobody else has to delegate it. */
  | { readonly ours: Name }
  /** Nothing lies between the zone and the root, which holds no private names. */
  | { readonly root: true }
  | { readonly unknown: string }

export interface ParentSearch {
  readonly parents: readonly Endpoint[] | undefined
  readonly resolvers: readonly Endpoint[]
  readonly ask: AskDns
  /** Of all zones of ours, also of those that are not asked about. */
  readonly origins: readonly Name[]
}

const MAX_PARENT_SERVERS = 6
const DNS_PORT = 53

export function parentViews(zones: readonly OurZone[], search: ParentSearch): Promise<readonly ParentView[]> {
  return Promise.all(zones.map((zone) => viewOf(zone, search)))
}

async function viewOf(zone: OurZone, search: ParentSearch): Promise<ParentView> {
  const parent = await findParent(zone, search)
  const servers = 'servers' in parent ? parent.servers : []
  const words = await Promise.all(servers.map((server) => wordOf(server, zone.origin, search.ask)))
  return { zone, parent, words }
}

async function findParent(
  { origin }: OurZone,
  { parents, resolvers, ask, origins }: ParentSearch,
): Promise<Parent> {
  const ours = origins
    .filter((other) => other !== origin && isWithin(origin, other))
    .reduce<Name | undefined>((near, one) => (near && isWithin(near, one) ? near : one), undefined)
  if (ours !== undefined) return { ours }
  if (parents !== undefined) return { name: undefined, servers: parents }
  if (resolvers.length === 0)
    return { unknown: 'this machine has no resolver (/etc/resolv.conf) that could tell' }
  const above = parentOf(origin)
  const resolve = (name: Name, type: number): Promise<Reply> =>
    askFirst(resolvers, { name, type, isRecursive: true }, ask)
  const reply = above === ROOT ? undefined : await resolve(above, TYPE.SOA)
  if (reply === undefined) return { root: true }
  if ('failure' in reply) return { unknown: `no resolver says who serves the parent: ${reply.failure}` }
  const cut = soaIn(reply.message)?.owner
  if (cut === undefined || !isWithin(above, cut)) return { unknown: 'no resolver says who serves the parent' }
  if (cut === ROOT) return { root: true }
  const servers = await serversOf(cut, resolve)
  return servers.length === 0
    ? { unknown: 'the resolvers know no address of a server of the parent' }
    : { name: cut, servers }
}

async function serversOf(
  cut: Name,
  resolve: (name: Name, type: number) => Promise<Reply>,
): Promise<readonly Endpoint[]> {
  const ns = await resolve(cut, TYPE.NS)
  if ('failure' in ns) return []
  const hosts = hostsOf(ns.message.answer, cut).slice(0, MAX_PARENT_SERVERS)
  const found = await Promise.all(
    hosts.flatMap((host) => [TYPE.A, TYPE.AAAA].map((type) => resolve(host, type))),
  )
  const addresses = found.flatMap((reply) => ('message' in reply ? addressesOf(reply.message.answer) : []))
  return [...new Set(addresses)].slice(0, MAX_PARENT_SERVERS).map((address) => ({ address, port: DNS_PORT }))
}

/** The answer of the first resolver that has one. */
export async function askFirst(resolvers: readonly Endpoint[], asking: Asking, ask: AskDns): Promise<Reply> {
  const replies = await Promise.all(resolvers.map((resolver) => askWhole(ask, resolver, asking)))
  const answered = replies.find((reply) => 'message' in reply && [0, 3].includes(reply.message.rcode))
  return answered ?? replies[0] ?? { failure: 'there is no resolver' }
}

async function wordOf(server: Endpoint, origin: Name, ask: AskDns): Promise<ServerWord> {
  const [ns, ds] = await Promise.all([
    askWhole(ask, server, { name: origin, type: TYPE.NS }),
    askWhole(ask, server, { name: origin, type: TYPE.DS }),
  ])
  const hasDs = 'message' in ds ? answersOf(ds.message, TYPE.DS).length > 0 : undefined
  return { server, word: readParentReply(ns, origin), hasDs }
}
