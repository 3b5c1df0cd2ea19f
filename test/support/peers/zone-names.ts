// The names to ask for: every node of every zone, and names beside, below and above each.
import {
  foldCase,
  isWithin,
  labelsOf,
  MAX_LABEL_OCTETS,
  MAX_NAME_OCTETS,
  type Name,
  parentOf,
  prepend,
  ROOT,
} from '../../../src/dns/name.ts'
import type { ResourceRecord } from '../../../src/dns/record.ts'
import { nameOf, zoneFrom } from '../ask.ts'

export interface PeerZone {
  readonly origin: Name
  readonly records: readonly ResourceRecord[]
}

/** The zones as we read them. */
export function readZones(zones: ReadonlyMap<string, string>): PeerZone[] {
  return [...zones].map(([origin, text]) => ({
    origin: nameOf(origin),
    records: zoneFrom(text, origin).records,
  }))
}

/** Owners and the names between them and the apex, case as it was written. */
export function nodesOf({ origin, records }: PeerZone): Name[] {
  const nodes = new Map<Name, Name>()
  for (const { owner } of records)
    for (let at = owner; isWithin(foldCase(at), origin) && at !== ROOT; at = parentOf(at))
      if (!nodes.has(foldCase(at))) nodes.set(foldCase(at), at)
  return [...nodes.values()]
}

/** Names around a node that need not exist. */
export function neighboursOf(node: Name): Name[] {
  const [label = ''] = labelsOf(node)
  const above = parentOf(node)
  const candidates = [
    prepend('x', node),
    prepend('*', node),
    prepend('y', prepend('x', node)),
    prepend('z', prepend('y', prepend('*', node))),
    prepend(`${label}0`, above),
    prepend(label.slice(0, -1) || '-', above),
    prepend('www', node),
    prepend('a.b', node),
  ]
  return candidates.filter(
    (name) =>
      name.length <= MAX_NAME_OCTETS && labelsOf(name).every((each) => each.length <= MAX_LABEL_OCTETS),
  )
}

/** Names that belong to no zone, and the names above the zones. */
export const OUTSIDE: readonly Name[] = [
  ROOT,
  ...[
    'test.',
    'xalpha.test.',
    'alpha.test.test.',
    'www.elsewhere.example.',
    'in-addr.arpa.',
    'alpha\\.test.',
  ].map(nameOf),
]
