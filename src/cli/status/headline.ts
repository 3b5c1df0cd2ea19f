// The lines above the tables: which node this is, where it answers, and whether all is well in a sentence.
import type { Status } from '../../control/operator.ts'
import { spanToText } from '../span.ts'
import type { Cell } from '../table.ts'
import { poolTrouble, receiverTrouble, type Trouble, targetTrouble, zoneTrouble } from './trouble.ts'

/** The summary is of `all`, whatever part of it is shown. */
export function headline(all: Status): Cell[] {
  const { atMs, node, listening, udpIo, doubt, queries } = all
  const age = spanToText(atMs - node.startedAtMs)
  const counts = Object.entries(queries).filter(([, count]) => count > 0)
  const queryLine = `queries: ${counts.map((pair) => pair.join(' ')).join(', ')}`
  return [
    `failover ${node.version}, pid ${node.pid}, up ${age}, generation ${node.generation}`,
    `answers on ${listening.join(', ')} (UDP through ${udpIo})`,
    ...(counts.length > 0 ? [queryLine] : []),
    ...(doubt === undefined
      ? []
      : [{ text: `IN DOUBT for ${spanToText(atMs - doubt.sinceMs)}: ${doubt.why}`, style: 'red' as const }]),
    summary(all),
    ...firingLine(all),
  ]
}

function firingLine({ alerts }: Status): Cell[] {
  const firing = alerts?.firing ?? 0
  if (firing === 0) return []
  const noun = firing === 1 ? 'alert fires' : 'alerts fire'
  return [{ text: `${firing} ${noun}: failover alerts tells which`, style: 'yellow' }]
}

function summary({ zones, pools, targets, unserved = [], alerts }: Status): Cell {
  const poolTroubles = pools.map(poolTrouble)
  const targetTroubles = targets.map(targetTrouble)
  const zoneTroubles = [...zones.map(zoneTrouble), ...unserved.map((): Trouble => 'grave')]
  const parts = [
    part('pools', poolTroubles, 'with nothing healthy', 'not whole'),
    part('targets', targetTroubles, 'down', 'otherwise not well'),
    part('zones', zoneTroubles, 'whose file was refused', 'with warnings'),
    part('receivers of alerts', (alerts?.receivers ?? []).map(receiverTrouble), 'failing', 'failing'),
  ].filter((text) => text !== '')
  if (parts.length === 0) return { text: 'all is well', style: 'green' }
  return { text: parts.join('; '), style: poolTroubles.includes('grave') ? 'red' : 'yellow' }
}

function part(noun: string, troubles: readonly Trouble[], grave: string, some: string): string {
  const counted = [
    [count(troubles, 'grave'), grave],
    [count(troubles, 'some'), some],
  ] as const
  const told = counted.filter(([amount]) => amount > 0).map((pair) => pair.join(' '))
  return told.length === 0 ? '' : `${noun}: ${told.join(', ')}`
}

function count(troubles: readonly Trouble[], wanted: Trouble): number {
  return troubles.filter((trouble) => trouble === wanted).length
}
