// What of the zones must stay at hand while they are in service: pools, and every name on which an answer of theirs may draw.
import { foldCase, type Name, parentOf, ROOT } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import type { Zone, ZoneRecord } from '../zone/zone.ts'
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
 * is absent was absent, and what was found is complete. Of a name that exists only because of names below it (RFC 8020 §2)
 * one of these is kept too.
 */
export function liveZone(zone: Zone, names: ReadonlySet<Name>): Zone {
  const empty = new Set(names)
  const records = recordsOf(zone, (owner, type) => {
    empty.delete(owner)
    return names.has(owner) || type === TYPE.SOA
  })
  if (empty.size === 0) return { ...zone, records }
  const kept = new Set([...names, ...holdersOf(empty, zone)])
  return { ...zone, records: recordsOf(zone, (owner, type) => kept.has(owner) || type === TYPE.SOA) }
}

/** For each of these names the owner of a record below it. */
function holdersOf(empty: Set<Name>, { origin, records }: Zone): Name[] {
  const holders: Name[] = []
  for (let i = 0; i < records.length && empty.size > 0; i++) {
    const owner = foldCase((records[i] as ZoneRecord).owner)
    let isHolder = false
    for (let at = owner; at !== origin && at !== ROOT; at = parentOf(at))
      isHolder = empty.delete(at) || isHolder
    if (isHolder) holders.push(owner)
  }
  return holders
}

/** `isKept` is asked with case-folded owners. */
function recordsOf(zone: Zone, isKept: (owner: Name, type: number) => boolean): ZoneRecord[] {
  let written: Name | undefined
  let owner = ROOT
  return zone.records.filter((record) => {
    if (record.owner !== written) owner = foldCase(record.owner)
    written = record.owner
    return isKept(owner, record.type)
  })
}
