// Standings between the publisher and the record table, where members are known by their data. Pure.
import type { Member } from '../../answer/pool.ts'
import type { Publication, Standing } from '../../answer/publish.ts'
import { nameToText } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { StoredClass, StoredStanding } from '../../store/standings.ts'
import { poolName } from '../plan/pool-name.ts'
import type { PlannedPool } from '../plan/service-plan.ts'

/** Undefined for a pool with one class of clients: its published flags say it all. */
export function storedStanding(planned: PlannedPool, { standings }: Publication): StoredStanding | undefined {
  if (standings.length < 2) return undefined
  const data = planned.pool.members.map(dataOf)
  const classes = standings.map(({ level, members }): StoredClass => {
    const answered = members.map((member) => data[member] ?? '')
    return level === undefined ? { members: answered } : { level, members: answered }
  })
  return { zone: nameToText(planned.origin), pool: poolName(planned), classes }
}

/** Undefined when the pool has other classes or members since. */
export function standingsFromStored(
  planned: PlannedPool,
  stored: readonly StoredClass[] | undefined,
): readonly Standing[] | undefined {
  if (stored?.length !== planned.pool.classes.length) return undefined
  const places = new Map(planned.pool.members.map((member, i) => [dataOf(member), i]))
  const isKnown = stored.every(({ members }) => members.every((data) => places.has(data)))
  if (!isKnown) return undefined
  return stored.map(({ level, members }) => ({
    level,
    members: members.map((data) => places.get(data) ?? 0),
    reason: 'best-tier',
  }))
}

function dataOf({ record }: Member): string {
  return printRdata(record.type, record.rdata)
}
