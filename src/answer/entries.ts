// What the book must hold for one name: which types have an answer of their own, and behind which question.
import { foldCase, isWildcard, type Name, parentOf, prepend } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import type { Catalog } from './catalog.ts'
import type { Setting } from './encode.ts'
import { ANY_TYPE, FLAG_APEX, FLAG_CUT, FLAG_DNAME, FLAG_RESTRICTED, FLAG_WILDCARD } from './layout.ts'
import { locate, zoneOf } from './locate.ts'
import { MAX_CNAME_CHAIN } from './lookup.ts'
import { rrsetAt, type ViewNode } from './view-node.ts'
import { isCut, type ZoneView } from './zone-view.ts'

export interface NodePlan {
  readonly flags: number
  /** RR types, and ANY_TYPE for every type that is not listed. Empty: the name exists and has no data. */
  readonly types: readonly number[]
  readonly setting: Setting
  /** The name to ask for when the answers are compiled: the node's own, or any one that a wildcard matches. */
  readonly sample: Name
}

/** Undefined when no question is ever answered from this node: it is hidden by a cut, a DNAME or another zone. */
export function planNode(catalog: Catalog, view: ZoneView, node: ViewNode): NodePlan | undefined {
  if (catalog.zones.size > 1 && zoneOf(catalog.zones, node.name, TYPE.A) !== view) return undefined
  const restricted = view.allowQuery === undefined ? 0 : FLAG_RESTRICTED
  const apex = node.name === view.origin ? FLAG_APEX : 0
  const flags = restricted | apex | (node.hasWildcard ? FLAG_WILDCARD : 0)
  if (view.hidesNames) {
    const location = locate(view, node.name)
    if (location.at === 'dname' || (location.at === 'cut' && location.node.name !== node.name))
      return undefined
    if (isCut(view, node)) return planCut(node, restricted)
  }
  const dname = rrsetAt(node, TYPE.DNAME) === undefined ? 0 : FLAG_DNAME
  const types = ownTypes(catalog, view, node)
  return { flags: flags | dname, types, ...compiledFor(view, node.name) }
}

function planCut(node: ViewNode, flags: number): NodePlan {
  const types = rrsetAt(node, TYPE.DS) === undefined ? [ANY_TYPE] : [TYPE.DS, ANY_TYPE]
  return {
    flags: flags | FLAG_CUT,
    types,
    setting: { question: '', base: node.name, exact: false },
    sample: node.name,
  }
}

function ownTypes(catalog: Catalog, view: ZoneView, node: ViewNode): number[] {
  const types = node.rrsets.map((rrset) => rrset.type)
  const isChildApex = node.name === view.origin && zoneOf(catalog.zones, node.name, TYPE.DS) !== view
  if (isChildApex) types.push(TYPE.DS)
  if (rrsetAt(node, TYPE.CNAME) === undefined) return types
  return [...new Set([...types, ...typesBehind(catalog, node), ANY_TYPE])]
}

/** The types that the end of a chain of aliases has. */
function typesBehind(catalog: Catalog, start: ViewNode): number[] {
  let name = targetAt(start)
  for (let i = 0; i <= MAX_CNAME_CHAIN && name !== undefined; i++) {
    const view = zoneOf(catalog.zones, name, TYPE.A)
    if (view === undefined) return []
    const location = locate(view, name)
    if (location.at === 'cut') return [TYPE.DS]
    if (location.at === 'nowhere') return []
    const { node } = location
    if (location.at === 'dname') {
      const dname = rrsetAt(node, TYPE.DNAME)?.rdatas[0]
      name = foldCase(`${name.slice(0, name.length - node.name.length)}${dname}` as Name)
    } else if (rrsetAt(node, TYPE.CNAME) === undefined) {
      // The end may be the apex of a zone whose DS is its parent's; one entry too many does no harm.
      const types = node.rrsets.map((rrset) => rrset.type)
      return [...types.filter((type) => type !== TYPE.NSEC && type !== TYPE.RRSIG), TYPE.DS]
    } else name = targetAt(node)
  }
  return []
}

function targetAt(node: ViewNode): Name | undefined {
  const target = rrsetAt(node, TYPE.CNAME)?.rdatas[0]
  return target === undefined ? undefined : foldCase(target as string as Name)
}

/** RFC 4592 §3.3.1: what a wildcard matches is owned by the name asked for; only its ancestors are known before. */
function compiledFor(view: ZoneView, name: Name): Pick<NodePlan, 'setting' | 'sample'> {
  if (!isWildcard(name)) return { setting: { question: name, base: name, exact: true }, sample: name }
  const base = parentOf(name)
  const sample = matchedBelow(view, base)
  return { setting: { question: sample, base, exact: false }, sample }
}

/** A name below `base` that the zone does not have, so that only the wildcard there answers for it. */
function matchedBelow(view: ZoneView, base: Name): Name {
  for (let octet = 0; ; octet++) {
    const name = prepend(String.fromCharCode(octet), base)
    if (view.nodes.get(name) === undefined) return name
  }
}
