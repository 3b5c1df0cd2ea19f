// What fires by all of the history, where nobody was told of alerts before: read a little at a time.
import { setImmediate as turn } from 'node:timers/promises'
import type { Alert } from '../../alert/alert.ts'
import { fold } from '../../alert/fold.ts'
import type { Store } from '../../store/store.ts'
import type { Daemon } from '../daemon.ts'
import { concernOf, whyOver } from './concern.ts'
import { plannedAt } from './planned.ts'

interface Found {
  /** Up to this transition all was looked at. */
  readonly cursor: number
  /** What is still so: the history does not say of what a reload has taken away that it is over. */
  readonly firing: readonly Alert[]
}

const READ_AT_ONCE = 500

/** Undefined: it was stopped meanwhile. */
export async function firingByHistory(
  store: Pick<Store, 'transitions'>,
  daemon: Daemon,
  isStopped: () => boolean,
): Promise<Found | undefined> {
  const firing = new Map<string, Alert>()
  for (let cursor = 0; !isStopped(); await turn()) {
    const rows = store.transitions.readAfter(cursor, READ_AT_ONCE)
    const planned = plannedAt(daemon, Date.now())
    const { begun, ended } = fold(rows, firing, (one) => concernOf(one, daemon.service, planned))
    for (const alert of firing.values()) if (ended.has(alert.id)) firing.delete(alert.key)
    for (const alert of begun) if (alert.resolved === undefined) firing.set(alert.key, alert)
    cursor = rows.at(-1)?.id ?? cursor
    if (rows.length > 0) continue
    const nowMs = Date.now()
    return {
      cursor,
      firing: [...firing.values()].filter((alert) => whyOver(alert, daemon, nowMs) === undefined),
    }
  }
  return undefined
}
