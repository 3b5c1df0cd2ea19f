// What of the zones must stay at hand while they are in service: pools, and every name on which an answer of theirs may draw.
import { foldCase, type Name } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import type { Zone } from '../zone/zone.ts'
import type { Dependent } from './compile.ts'
import { lookup } from './lookup.ts'
import { everyMember } from './publish.ts'
import { foundBy } from './view-nodes.ts'
import type { ZoneView } from './zone-view.ts'

export interface WatchedZones {
  /** The same zones; each name that is found in them is remembered. */
  readonly zones: ReadonlyMap<Name, ZoneView>
  /** By origin: the names that were found. */
  readonly found: ReadonlyMap<Name, Set<Name>>
}

export function watchZones(zones: Iterable<ZoneView>): WatchedZones {
  const watched = new Map<Name, ZoneView>()
  const found = new Map<Name, Set<Name>>()
  for (const view of zones) {
    const names = new Set<Name>()
    found.set(view.origin, names)
    watched.set(view.origin, { ...view, nodes: watchNodes(view, names) })
  }
  return { zones: watched, found }
}

function watchNodes({ nodes }: ZoneView, names: Set<Name>): ZoneView['nodes'] {
  return foundBy(nodes, (name) => {
    const node = nodes.get(name)
    if (node !== undefined) names.add(name)
    return node
  })
}

/** What is asked: a name and a type. */
export type Question = Pick<Dependent, 'name' | 'type'>

/** Looks up what hangs on pools with every member answered, so that each name is found that any publication needs. */
export function findDrawnOn({ zones }: WatchedZones, dependents: readonly Question[]): void {
  for (const { name, type } of dependents) lookup({ zones, publicationOf: everyMember }, name, type)
}

/**
 * The zone with these names alone. A look-up that finds no other name in the whole zone ends in it as in the whole: what
 * is absent was absent, and what was found is complete.
 */
export function liveZone(zone: Zone, names: ReadonlySet<Name>): Zone {
  let written: Name | undefined
  let isKept = false
  const records = zone.records.filter(({ owner, type }) => {
    if (owner !== written) isKept = names.has(foldCase(owner))
    written = owner
    return isKept || type === TYPE.SOA
  })
  return { ...zone, records }
}
