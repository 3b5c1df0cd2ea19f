// The status as tables: one section each for zones, pools, overrides, maintenance, receivers of alerts and targets, the worst rows first.
import type {
  MaintenanceStatus,
  OverrideStatus,
  PoolStatus,
  Status,
  TargetStatus,
  ZoneStatus,
} from '../../control/operator.ts'
import { ENDINGS } from '../../health/outcome.ts'
import { RECEIVER_HEADS, receiverCells } from '../receiver-table.ts'
import { spanToText } from '../span.ts'
import { type Cell, type Head, joined, number } from '../table.ts'
import type { Style } from '../terminal.ts'
import {
  availableMembers,
  byTrouble,
  poolTrouble,
  receiverTrouble,
  type Trouble,
  targetTrouble,
  zoneTrouble,
} from './trouble.ts'

export type SectionKind = 'zones' | 'pools' | 'overrides' | 'maintenance' | 'receivers' | 'targets'

export interface Section {
  readonly kind: SectionKind
  readonly heads: readonly Head[]
  readonly rows: readonly Row[]
  /** Sentences below the table, all of them about trouble. */
  readonly notes: readonly Note[]
  /** It is shown when it is empty, too. */
  readonly isAlways: boolean
}

export interface Note {
  readonly text: string
  readonly style: Style
}

export interface Row {
  readonly cells: readonly Cell[]
  readonly trouble: Trouble
}

export function sectionsOf(status: Status): Section[] {
  const { atMs, zones, pools, targets, overrides = [], maintenance = [], alerts } = status
  return [
    {
      kind: 'zones',
      heads: ['zone', number('serial'), number('records'), number('pools'), 'loaded', 'state'],
      rows: sorted(zones, (zone) => ({ cells: zoneCells(zone, atMs), trouble: zoneTrouble(zone) })),
      notes: zoneNotes(status),
      isAlways: true,
    },
    {
      kind: 'pools',
      heads: ['name', 'type', 'answers now', 'available', 'why'],
      rows: sorted(pools, (pool) => ({ cells: poolCells(pool), trouble: poolTrouble(pool) })),
      notes: [],
      isAlways: true,
    },
    {
      kind: 'overrides',
      heads: ['target', 'decree', 'ends', 'by', 'why', 'pools'],
      rows: sorted(overrides, (one) => ({ cells: overrideCells(one, atMs), trouble: 'some' })),
      notes: [],
      isAlways: false,
    },
    {
      kind: 'maintenance',
      heads: ['address', 'opens at', 'for', 'state', 'why'],
      rows: sorted(maintenance, (one) => ({
        cells: maintenanceCells(one, atMs),
        trouble: one.openUntilMs === undefined ? 'none' : 'some',
      })),
      notes: [],
      isAlways: false,
    },
    {
      kind: 'receivers',
      heads: RECEIVER_HEADS,
      rows: sorted(alerts?.receivers ?? [], (one) => ({
        cells: receiverCells(one, atMs),
        trouble: receiverTrouble(one),
      })),
      notes: [],
      isAlways: false,
    },
    {
      kind: 'targets',
      heads: ['address', 'check', 'verdict', 'since', 'last probe', 'next'],
      rows: sorted(targets, (target) => ({
        cells: targetCells(target, atMs),
        trouble: targetTrouble(target),
      })),
      notes: [],
      isAlways: true,
    },
  ]
}

function zoneNotes({ zones, unserved = [] }: Status): Note[] {
  const yellow = (problem: string): Note => ({ text: `  ${problem}`, style: 'yellow' })
  return [
    ...zones.flatMap(({ problems }) => problems.map(yellow)),
    ...unserved.flatMap(({ file, problems }): Note[] => [
      { text: `REFUSED: ${file}: no zone of it is in service`, style: 'red' },
      ...problems.map(yellow),
    ]),
  ]
}

function sorted<Value>(values: readonly Value[], rowOf: (value: Value) => Row): Row[] {
  return values.map(rowOf).sort(byTrouble)
}

function zoneCells(zone: ZoneStatus, atMs: number): Cell[] {
  const state: Cell = zone.stale
    ? { text: 'OLD: the file was refused', style: 'red' }
    : { text: 'as in the file', style: 'green' }
  const loaded = joined(`${spanToText(atMs - zone.loadedAtMs)} ago`)
  return [zone.origin, String(zone.serial), String(zone.records), String(zone.pools), loaded, state]
}

function poolCells(pool: PoolStatus): Cell[] {
  const available = availableMembers(pool)
  const all = pool.members.length
  const degraded = pool.members.filter((member) => member.degraded).length
  const spare = pool.redundancy === 'one' ? ', no spare' : ''
  const stale = pool.members.filter((member) => member.stale !== undefined).length
  const hopes = stale > 0 ? `, ${stale} stale` : ''
  const slow = degraded > 0 ? `, ${degraded} degraded` : ''
  const style = available === 0 ? 'red' : available < all || degraded > 0 ? 'yellow' : 'green'
  const answers = pool.answers.map(({ data, ttlSeconds }) => joined(`${data} (${ttlSeconds}s)`)).join(', ')
  const why = pool.shrunkTtl === undefined ? pool.why : `${pool.why}; TTL: ${pool.shrunkTtl.why}`
  return [
    pool.name,
    pool.type,
    answers || 'nothing',
    { text: `${joined(`${available} of ${all}`)}${spare}${hopes}${slow}`, style },
    why,
  ]
}

function maintenanceCells(planned: MaintenanceStatus, atMs: number): Cell[] {
  const { address, when, lengthMs, why, openUntilMs, opensAtMs } = planned
  const next = opensAtMs === undefined ? 'never again' : joined(`in ${spanToText(opensAtMs - atMs)}`)
  const state: Cell =
    openUntilMs === undefined
      ? next
      : { text: `open for ${joined(spanToText(openUntilMs - atMs))}`, style: 'yellow' }
  return [address, joined(when), joined(spanToText(lengthMs)), state, why]
}

function overrideCells({ target, decree, who, why, endsAtMs, pools }: OverrideStatus, atMs: number): Cell[] {
  const ends = endsAtMs === undefined ? 'never' : joined(`in ${spanToText(endsAtMs - atMs)}`)
  const concerned: Cell =
    pools.length === 0 ? { text: 'matches nothing now', style: 'red' } : pools.join(', ')
  return [target, { text: decree, style: 'yellow' }, ends, who, why, concerned]
}

const VERDICT_STYLE = { up: 'green', degraded: 'yellow', down: 'red', unknown: 'yellow' } as const

function targetCells(target: TargetStatus, atMs: number): Cell[] {
  const { address, check, sinceMs, nextProbeInMs } = target
  const next = nextProbeInMs === undefined ? 'now' : joined(`in ${spanToText(nextProbeInMs)}`)
  // Until its first probe has ended a target has never changed.
  const since = sinceMs === 0 ? '-' : joined(spanToText(Math.floor((atMs - sinceMs) / 1000) * 1000))
  return [address, check, verdictCell(target, atMs), since, lastProbe(target), next]
}

function verdictCell(target: TargetStatus, atMs: number): Cell {
  const { state, override, blames, doubted, canary, heldUntilMs } = target
  if (override !== undefined) return { text: `${state}, ${override}`, style: 'yellow' }
  if (blames !== undefined) return { text: `out: needs ${blames.join(', ')}`, style: 'yellow' }
  if (doubted) return { text: `${state}, its fall is not believed`, style: 'yellow' }
  const held = heldUntilMs === undefined ? '' : `, held for ${spanToText(Math.max(0, heldUntilMs - atMs))}`
  return { text: state + (canary ? ', canary' : '') + held, style: VERDICT_STYLE[state] }
}

function lastProbe({ last, goods, bads }: TargetStatus): string {
  if (last === undefined) return 'none yet'
  const ending = Object.hasOwn(ENDINGS, last.ending)
    ? ENDINGS[last.ending as keyof typeof ENDINGS]
    : last.ending
  const sentence = last.detail === '' ? ending : `${ending}: ${last.detail}`
  const row = goods > 0 ? goods : bads
  const remembered = goods > 0 && bads > 0 ? `, ${bads} bad not forgotten` : ''
  return `${sentence}, ${spanToText(last.latencyMs)}, ${row} in a row${remembered}`
}
