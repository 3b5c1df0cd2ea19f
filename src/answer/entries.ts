// What the book must hold for one name: which types have an answer of their own, and behind which question.
import { foldCase, isWildcard, type Name, parentOf } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import type { Catalog } from './catalog.ts'
import type { Setting } from './encode.ts'
import { ANY_TYPE, FLAG_CUT, FLAG_DNAME, FLAG_RESTRICTED, FLAG_WILDCARD } from './layout.ts'
import { locate, zoneOf } from './locate.ts'
import { MAX_CNAME_CHAIN } from './lookup.ts'
import { isCut, rrsetAt, type ViewNode, type ZoneView } from './zone-view.ts'

export interface NodePlan {
  readonly flags: number
  /** RR types, and ANY_TYPE for every type that is not listed. Empty: the name exists and has no data. */
  readonly types: readonly number[]
  readonly setting: Setting
}

/** Undefined when no question is ever answered from this node: it is hidden by a cut, a DNAME or another zone. */
export function planNode(catalog: Catalog, view: ZoneView, node: ViewNode): NodePlan | undefined {
  if (zoneOf(catalog.zones, node.name, TYPE.A) !== view) return undefined
  const restricted = view.allowQuery === undefined ? 0 : FLAG_RESTRICTED
  const flags = restricted | (node.hasWildcard ? FLAG_WILDCARD : 0)
  if (view.hidesNames) {
    const location = locate(view, node.name)
    if (location.at === 'dname' || (location.at === 'cut' && location.node !== node)) return undefined
    if (isCut(view, node)) return planCut(node, restricted)
  }
  const dname = rrsetAt(node, TYPE.DNAME) === undefined ? 0 : FLAG_DNAME
  const types = ownTypes(catalog, view, node)
  return { flags: flags | dname, types, setting: settingOf(node.name) }
}

function planCut(node: ViewNode, flags: number): NodePlan {
  const types = rrsetAt(node, TYPE.DS) === undefined ? [ANY_TYPE] : [TYPE.DS, ANY_TYPE]
  return { flags: flags | FLAG_CUT, types, setting: { question: '', base: node.name, exact: false } }
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
  let node = start
  for (let i = 0; i <= MAX_CNAME_CHAIN; i++) {
    const alias = rrsetAt(node, TYPE.CNAME)
    // The end may be the apex of a zone whose DS is its parent's; one entry too many does no harm.
    if (alias === undefined) return [...node.rrsets.map((rrset) => rrset.type), TYPE.DS]
    const target = foldCase(alias.rdatas[0] as string as Name)
    const view = zoneOf(catalog.zones, target, TYPE.A)
    const location = view === undefined ? undefined : locate(view, target)
    if (location?.at === 'cut') return [TYPE.DS]
    if (location?.at !== 'name' && location?.at !== 'wildcard') return []
    node = location.node
  }
  return []
}

/** RFC 4592 §3.3.1: what a wildcard matches is owned by the name asked for; only its ancestors are known before. */
function settingOf(name: Name): Setting {
  return isWildcard(name)
    ? { question: name, base: parentOf(name), exact: false }
    : { question: name, base: name, exact: true }
}
