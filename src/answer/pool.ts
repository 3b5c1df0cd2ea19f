// Pools: the RRsets of a zone that bear a note, with their members in the order of the file.
import { foldCase, type Name } from '../dns/name.ts'
import type { PoolOptions, RecordNote, Zone, ZoneRecord } from '../zone/zone.ts'
import { type ClientClass, classesOf } from './client-class.ts'

export interface Pool {
  /** Unique among all zones: folded owner and type. */
  readonly key: string
  /** Case-folded. */
  readonly owner: Name
  readonly type: number
  /** The lowest declared TTL of the members (RFC 2181 §5.2). */
  readonly ttlSeconds: number
  readonly options: PoolOptions
  readonly members: readonly Member[]
  /** Which members are preferred for which clients; the last class is everybody else. */
  readonly classes: readonly ClientClass[]
}

export interface Member {
  readonly record: ZoneRecord
  readonly note: RecordNote
}

const PLAIN_NOTE: RecordNote = { tier: 1, checks: [], follow: false, weight: undefined, networks: [] }

const DEFAULT_OPTIONS: PoolOptions = {
  answers: undefined,
  pick: 'all',
  min: 1,
  available: 'degraded',
  whenAllDown: 'primary',
  failback: 'auto',
  failbackWindow: undefined,
  slowStartMs: undefined,
  maxFailoverMs: undefined,
}

export function poolKey(owner: Name, type: number): string {
  return `${type} ${foldCase(owner)}`
}

/** Every RRset that bears a note on one of its records, or a pool line. */
export function poolsOf(zone: Zone): Pool[] {
  const declared = new Map(zone.pools.map((pool) => [poolKey(pool.owner, pool.type), pool.options]))
  const noted = new Set(declared.keys())
  for (const record of zone.records)
    if (record.note !== undefined) noted.add(poolKey(record.owner, record.type))
  if (noted.size === 0) return []
  const owners = new Set([...noted].map((key) => key.slice(key.indexOf(' ') + 1)))
  const members = new Map<string, Member[]>()
  let written: Name | undefined
  let isPooled = false
  for (const record of zone.records) {
    if (record.owner !== written) isPooled = owners.has(foldCase(record.owner))
    written = record.owner
    const key = isPooled ? poolKey(record.owner, record.type) : ''
    if (!noted.has(key)) continue
    const member = { record, note: record.note ?? PLAIN_NOTE }
    const known = members.get(key)
    if (known === undefined) members.set(key, [member])
    else known.push(member)
  }
  return [...members].map(([key, list]) => poolOf(key, list, declared.get(key)))
}

function poolOf(key: string, members: readonly Member[], declared: PoolOptions | undefined): Pool {
  const first = (members[0] as Member).record
  const weighted = members.some((member) => member.note.weight !== undefined)
  return {
    key,
    owner: foldCase(first.owner),
    type: first.type,
    ttlSeconds: Math.min(...members.map((member) => member.record.ttlSeconds)),
    options: declared ?? { ...DEFAULT_OPTIONS, pick: weighted ? 'weighted' : 'all' },
    members,
    classes: classesOf(members.map((member) => member.note.networks)),
  }
}
