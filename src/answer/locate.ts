// Where a name falls in a zone: the walk of RFC 1034 §4.3.2 step 3, from the apex towards the name.
import { isWithin, type Name, parentOf, ROOT, wildcardBelow } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import { rrsetAt, type ViewNode } from './view-node.ts'
import { isCut, type ZoneView } from './zone-view.ts'

export type Location =
  | { readonly at: 'name'; readonly node: ViewNode }
  /** Matched by the wildcard `node` (RFC 4592 §3.3). */
  | { readonly at: 'wildcard'; readonly node: ViewNode }
  /** At or below a zone cut. */
  | { readonly at: 'cut'; readonly node: ViewNode }
  /** Below a DNAME (RFC 6672 §3.2). */
  | { readonly at: 'dname'; readonly node: ViewNode }
  | { readonly at: 'nowhere' }

/** `name` is case-folded and within the zone. */
export function locate(view: ZoneView, name: Name): Location {
  if (view.hidesNames) {
    const hiding = hidingAncestor(view, name)
    if (hiding !== undefined) return hiding
  }
  const node = view.nodes.get(name)
  if (node !== undefined) return { at: 'name', node }
  const encloser = closestEncloser(view, name)
  const wildcard = encloser.hasWildcard ? view.nodes.get(wildcardBelow(encloser.name)) : undefined
  return wildcard === undefined ? { at: 'nowhere' } : { at: 'wildcard', node: wildcard }
}

/** The cut or DNAME nearest to the apex on the way to the name; a DNAME hides only what is below it. */
function hidingAncestor(view: ZoneView, name: Name): Location | undefined {
  let found: Location | undefined
  for (let at = name; ; at = parentOf(at)) {
    const node = view.nodes.get(at)
    if (node !== undefined) {
      if (at !== name && rrsetAt(node, TYPE.DNAME) !== undefined) found = { at: 'dname', node }
      if (isCut(view, node)) found = { at: 'cut', node }
    }
    if (at === view.origin) return found
  }
}

/** RFC 4592 §3.3.1: the longest ancestor that exists. */
export function closestEncloser(view: ZoneView, name: Name): ViewNode {
  for (let at = name; ; at = parentOf(at)) {
    const node = view.nodes.get(at)
    if (node !== undefined) return node
  }
}

/** The zone nearest above a name. DS belongs to the parent's side of a cut (RFC 4035 §3.1.4.1). */
export function zoneOf(zones: ReadonlyMap<Name, ZoneView>, name: Name, qtype: number): ZoneView | undefined {
  const nearest = zoneAbove(zones, name)
  if (qtype !== TYPE.DS || nearest === undefined || nearest.origin !== name || name === ROOT) return nearest
  const parent = zoneAbove(zones, parentOf(name))
  return parent === undefined || !isWithin(name, parent.origin) ? nearest : parent
}

function zoneAbove(zones: ReadonlyMap<Name, ZoneView>, name: Name): ZoneView | undefined {
  for (let at = name; ; at = parentOf(at)) {
    const view = zones.get(at)
    if (view !== undefined) return view
    if (at === ROOT) return undefined
  }
}
