// `failover status`: what is up, what is answered, and why, on one screen.
import type {
  MaintenanceStatus,
  OverrideStatus,
  PoolStatus,
  Status,
  TargetStatus,
  UnservedFile,
  ZoneStatus,
} from '../control/operator.ts'
import { ENDINGS } from '../health/outcome.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'
import { type Cell, printTable } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

export function runStatus(session: Session): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await ask<Status>(socketPath, 'GET', '/v1/status')
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printStatus(session.terminal, asked.answer)
    return EXIT.fine.code
  })
}

function printStatus(terminal: Terminal, status: Status): void {
  const { atMs, node, listening, udpIo, doubt, zones, pools, targets, queries } = status
  const age = spanToText(atMs - node.startedAtMs)
  terminal.out(`failover ${node.version}, pid ${node.pid}, up ${age}, generation ${node.generation}`)
  terminal.out(`answers on ${listening.join(', ')} (UDP through ${udpIo})`)
  const counts = Object.entries(queries).filter(([, count]) => count > 0)
  if (counts.length > 0) terminal.out(`queries: ${counts.map((pair) => pair.join(' ')).join(', ')}`)
  if (doubt !== undefined)
    terminal.out(
      paint(terminal, 'red', `IN DOUBT for ${spanToText(atMs - doubt.sinceMs)}: ${printable(doubt.why)}`),
    )
  section(
    terminal,
    'Zones',
    ['zone', 'serial', 'records', 'pools', 'loaded', 'state'],
    zones.map((zone) => zoneRow(zone, atMs)),
  )
  for (const { problems } of zones)
    for (const problem of problems) terminal.out(paint(terminal, 'yellow', `  ${printable(problem)}`))
  printUnserved(terminal, status.unserved ?? [])
  section(terminal, 'Pools', ['name', 'type', 'answers now', 'available', 'why'], pools.map(poolRow))
  const { maintenance = [], overrides = [] } = status
  if (overrides.length > 0)
    section(
      terminal,
      'Overrides',
      ['target', 'decree', 'ends', 'by', 'why', 'pools'],
      overrides.map((one) => overrideRow(one, atMs)),
    )
  if (maintenance.length > 0)
    section(
      terminal,
      'Maintenance',
      ['address', 'opens at', 'for', 'state', 'why'],
      maintenance.map((one) => maintenanceRow(one, atMs)),
    )
  section(
    terminal,
    'Targets',
    ['address', 'check', 'verdict', 'since', 'last probe', 'next'],
    targets.map((target) => targetRow(target, atMs)),
  )
}

function printUnserved(terminal: Terminal, unserved: readonly UnservedFile[]): void {
  for (const { file, problems } of unserved) {
    terminal.out(paint(terminal, 'red', `REFUSED: ${printable(file)}: no zone of it is in service`))
    for (const problem of problems) terminal.out(paint(terminal, 'yellow', `  ${printable(problem)}`))
  }
}

function section(terminal: Terminal, title: string, heads: string[], rows: readonly Cell[][]): void {
  terminal.out('')
  if (rows.length === 0) terminal.out(`${title}: none`)
  else {
    terminal.out(paint(terminal, 'bold', `${title} (${rows.length})`))
    printTable(terminal, heads, rows)
  }
}

function zoneRow(zone: ZoneStatus, atMs: number): Cell[] {
  const state: Cell = zone.stale
    ? { text: 'OLD: the file was refused', style: 'red' }
    : { text: 'as in the file', style: 'green' }
  const loaded = `${spanToText(atMs - zone.loadedAtMs)} ago`
  return [zone.origin, String(zone.serial), String(zone.records), String(zone.pools), loaded, state]
}

function poolRow(pool: PoolStatus): Cell[] {
  const available = pool.members.filter((member) => member.available && member.drained !== true).length
  const all = pool.members.length
  const degraded = pool.members.filter((member) => member.degraded).length
  const spare = pool.redundancy === 'one' ? ', no spare' : ''
  const stale = pool.members.filter((member) => member.stale !== undefined).length
  const hopes = stale > 0 ? `, ${stale} stale` : ''
  const slow = degraded > 0 ? `, ${degraded} degraded` : ''
  const style = available === 0 ? 'red' : available < all || degraded > 0 ? 'yellow' : 'green'
  const answers = pool.answers.map(({ data, ttlSeconds }) => `${data} (${ttlSeconds}s)`).join(', ')
  const why = pool.shrunkTtl === undefined ? pool.why : `${pool.why}; TTL: ${pool.shrunkTtl.why}`
  return [
    pool.name,
    pool.type,
    answers || 'nothing',
    { text: `${available} of ${all}${spare}${hopes}${slow}`, style },
    why,
  ]
}

function maintenanceRow(planned: MaintenanceStatus, atMs: number): Cell[] {
  const { address, when, lengthMs, why, openUntilMs, opensAtMs } = planned
  const next = opensAtMs === undefined ? 'never again' : `in ${spanToText(opensAtMs - atMs)}`
  const state: Cell =
    openUntilMs === undefined ? next : { text: `open for ${spanToText(openUntilMs - atMs)}`, style: 'yellow' }
  return [address, when, spanToText(lengthMs), state, why]
}

function overrideRow({ target, decree, who, why, endsAtMs, pools }: OverrideStatus, atMs: number): Cell[] {
  const ends = endsAtMs === undefined ? 'never' : `in ${spanToText(endsAtMs - atMs)}`
  const concerned: Cell =
    pools.length === 0 ? { text: 'matches nothing now', style: 'red' } : pools.join(', ')
  return [target, { text: decree, style: 'yellow' }, ends, who, why, concerned]
}

const VERDICT_STYLE = { up: 'green', degraded: 'yellow', down: 'red', unknown: 'yellow' } as const

function targetRow(target: TargetStatus, atMs: number): Cell[] {
  const { address, check, sinceMs, nextProbeInMs } = target
  const next = nextProbeInMs === undefined ? 'now' : `in ${spanToText(nextProbeInMs)}`
  // Until its first probe has ended a target has never changed.
  const since = sinceMs === 0 ? '-' : spanToText(Math.floor((atMs - sinceMs) / 1000) * 1000)
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
