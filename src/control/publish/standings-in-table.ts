// What was answered when the daemon ended, however it ended: with that the first book is published.
import { nameToText } from '../../dns/name.ts'
import type { Store } from '../../store/store.ts'
import { recordKey } from '../../store/stored-record.ts'
import { poolName } from '../plan/pool-name.ts'
import type { ServedZone } from './in-service.ts'
import { type StandingsOf, standingFromFlags } from './publisher.ts'
import { rowKey } from './record-rows.ts'
import { standingsFromStored } from './stored-standings.ts'

/** After a restart: the members that the record table says were answered go on being answered. */
export function standingsInTable(zones: readonly ServedZone[], store: Store): StandingsOf {
  const flags = new Map(zones.map(({ origin }) => [origin, store.readPublished(nameToText(origin))]))
  const standings = store.readStandings()
  return (planned) => {
    const stored = standingsFromStored(planned, standings.get(poolName(planned)))
    if (stored !== undefined) return stored
    const inTable = flags.get(planned.origin)
    const members = planned.pool.members.map(({ record }) => inTable?.get(recordKey(rowKey(record))) === true)
    return standingFromFlags(planned, members)
  }
}
