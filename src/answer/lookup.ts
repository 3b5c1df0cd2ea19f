// The plain answer algorithm, RFC 1034 §4.3.2: what the book is compiled from, and what it is tested against.
import { foldCase, MAX_NAME_OCTETS, type Name } from '../dns/name.ts'
import { type Octets, u32At } from '../dns/octets.ts'
import { RCODE } from '../dns/rcode.ts'
import { TYPE } from '../dns/type.ts'
import { additionalFor, glueFor } from './additional.ts'
import type { Catalog } from './catalog.ts'
import { locate, zoneOf } from './locate.ts'
import { type AnsweredSet, type Reply, replyWith } from './reply.ts'
import { growTree, leafOf, type Tree } from './tree.ts'
import { type RRset, rrsetAt, type ViewNode } from './view-node.ts'
import type { ZoneView } from './zone-view.ts'

/** Aliases followed within one answer; more, or a loop, and the answer ends with the last alias. */
export const MAX_CNAME_CHAIN = 16

export function lookup(catalog: Catalog, qname: Name, qtype: number): Tree<Reply> {
  const view = zoneOf(catalog.zones, foldCase(qname), qtype)
  if (view === undefined) return leafOf(replyWith(RCODE.REFUSED, { authoritative: false }))
  return resolveIn({ catalog, qtype, chain: [] }, view, qname)
}

interface Search {
  readonly catalog: Catalog
  readonly qtype: number
  /** The CNAME and DNAME records met so far. */
  readonly chain: readonly AnsweredSet[]
}

function resolveIn(search: Search, view: ZoneView, qname: Name): Tree<Reply> {
  const name = foldCase(qname)
  const location = locate(view, name)
  switch (location.at) {
    case 'name':
    case 'wildcard':
      return resolveAt(search, view, qname, location.node)
    case 'cut':
      // RFC 4035 §3.1.4.1: DS at the cut itself is the parent's own data.
      if (search.qtype === TYPE.DS && location.node.name === name)
        return resolveAt(search, view, qname, location.node)
      return leafOf(referral(search, view, location.node))
    case 'dname':
      return substitute(search, view, qname, location.node)
    case 'nowhere':
      // RFC 2308 §2.1: also behind aliases the rcode is that of the last name.
      return leafOf(negative(search, view, RCODE.NXDOMAIN))
  }
}

function resolveAt(search: Search, view: ZoneView, qname: Name, node: ViewNode): Tree<Reply> {
  const wanted = search.qtype === TYPE.ANY ? node.rrsets[0] : rrsetAt(node, search.qtype)
  if (wanted !== undefined)
    return growTree(answeredSets(search.catalog, qname, wanted), (set) =>
      leafOf(set.rdatas.length > 0 ? positive(search, view, set) : negative(search, view, RCODE.NOERROR)),
    )
  const alias = rrsetAt(node, TYPE.CNAME)
  // RFC 4035 §2.5: NSEC and RRSIG may stand beside a CNAME, so they are looked for at the alias itself.
  const isOwnData = search.qtype === TYPE.NSEC || search.qtype === TYPE.RRSIG
  if (alias === undefined || isOwnData) return leafOf(negative(search, view, RCODE.NOERROR))
  return growTree(answeredSets(search.catalog, qname, alias), (set) => {
    const target = set.rdatas[0]
    if (target === undefined) return leafOf(negative(search, view, RCODE.NOERROR))
    return follow({ ...search, chain: [...search.chain, set] }, view, target as unknown as Name)
  })
}

/** RFC 1034 §3.6.2: an alias starts the search again at its target, as long as that is ours. */
function follow(search: Search, from: ZoneView, target: Name): Tree<Reply> {
  const { catalog, qtype, chain } = search
  const view = zoneOf(catalog.zones, foldCase(target), qtype)
  const met = chain.some(({ type, owner }) => type === TYPE.CNAME && foldCase(owner) === foldCase(target))
  // Whoever may ask for this zone need not be one who may ask for the other.
  const isClosed = view !== from && view?.allowQuery !== undefined
  if (view === undefined || isClosed || met || chain.length >= MAX_CNAME_CHAIN)
    return leafOf(replyWith(RCODE.NOERROR, { answer: chain }))
  return resolveIn(search, view, target)
}

/** RFC 6672 §3.2: the DNAME itself, then a CNAME made for this very name. */
function substitute(search: Search, view: ZoneView, qname: Name, node: ViewNode): Tree<Reply> {
  const dname = rrsetAt(node, TYPE.DNAME)
  const target = dname?.rdatas[0]
  if (dname === undefined || target === undefined) return leafOf(negative(search, view, RCODE.NOERROR))
  const owner = qname.slice(qname.length - node.name.length) as Name
  const set = { owner, type: TYPE.DNAME, ttlSeconds: dname.ttlSeconds, rdatas: [target] }
  const renamed = (qname.slice(0, qname.length - node.name.length) + target) as Name
  const chain = [...search.chain, set]
  // RFC 6672 §2.2: a name that would become too long is YXDOMAIN.
  if (renamed.length > MAX_NAME_OCTETS) return leafOf(replyWith(RCODE.YXDOMAIN, { answer: chain }))
  const alias = { owner: qname, type: TYPE.CNAME, ttlSeconds: dname.ttlSeconds, rdatas: [renamed as Octets] }
  const next = { ...search, chain: [...chain, alias] }
  return search.qtype === TYPE.CNAME
    ? leafOf(replyWith(RCODE.NOERROR, { answer: next.chain }))
    : follow(next, view, renamed)
}

function answeredSets(catalog: Catalog, owner: Name, rrset: RRset): Tree<AnsweredSet> {
  const { type, ttlSeconds, rdatas, pool } = rrset
  if (pool === undefined) return leafOf({ owner, type, ttlSeconds, rdatas })
  const publication = catalog.publicationOf(pool)
  return growTree(publication.tree, (selection) =>
    leafOf({
      owner,
      type,
      ttlSeconds: publication.ttlSeconds,
      rdatas: selection.map((member) => rdatas[member] as Octets),
      isStale: publication.isStale,
    }),
  )
}

function positive(search: Search, view: ZoneView, set: AnsweredSet): Reply {
  const chased = set.type !== TYPE.CNAME && set.type !== TYPE.PTR
  return replyWith(RCODE.NOERROR, {
    answer: [...search.chain, set],
    isStale: [...search.chain, set].some(({ isStale }) => isStale === true),
    additional: chased ? additionalFor(search.catalog, view, set) : [],
  })
}

function negative({ chain }: Search, view: ZoneView, rcode: number): Reply {
  return negativeReply(view, rcode, chain)
}

/** NODATA or NXDOMAIN of this zone, behind the aliases that led there. */
export function negativeReply(view: ZoneView, rcode: number, chain: readonly AnsweredSet[] = []): Reply {
  const { owner, type, rdata, ttlSeconds } = view.soa
  // RFC 2308 §3: the SOA's TTL in a negative answer is the lesser of its own and its MINIMUM.
  const minimum = u32At(rdata, rdata.length - 4)
  const soa = { owner, type, ttlSeconds: Math.min(ttlSeconds, minimum), rdatas: [rdata] }
  return replyWith(rcode, { answer: chain, authority: [soa] })
}

function referral(search: Search, view: ZoneView, cut: ViewNode): Reply {
  const ns = rrsetAt(cut, TYPE.NS) as RRset
  const hosts = ns.rdatas as readonly Octets[] as readonly Name[]
  const { glue, siblings } = glueFor(view, cut.name, hosts)
  return replyWith(RCODE.NOERROR, {
    authoritative: search.chain.length > 0,
    answer: search.chain,
    authority: [{ owner: cut.name, type: TYPE.NS, ttlSeconds: ns.ttlSeconds, rdatas: ns.rdatas }],
    glue,
    additional: siblings,
  })
}
