// `failover restore FILE`: puts a backup in the place of the database, while no daemon runs.
import { momentText } from '../control/desk/moment.ts'
import { restoreDatabase } from '../store/restore.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { printable } from './terminal.ts'

export function runRestore(session: Session, file: string): Promise<number> {
  return withConfig(session, async ({ databaseFile }) => {
    const result = restoreDatabase(file, databaseFile, Date.now())
    if ('problems' in result) return fail(session, EXIT.refused.code, result.problems)
    const { restored } = result
    if (session.json) {
      printJson(session, restored)
      return EXIT.fine.code
    }
    const { database, kept, zones, lastChangeAtMs } = restored
    const age =
      lastChangeAtMs === undefined ? 'no change' : `the last change at ${momentText(lastChangeAtMs)}`
    const lines = [
      `${database}: restored, with ${age} and the zones ${zones.join(', ') || 'none'}`,
      ...(kept === undefined ? [] : [`the database that was there is kept as ${kept}`]),
      'start the daemon: it reads its zone files anew, and probes decide what is answered',
    ]
    for (const line of lines) session.terminal.out(printable(line))
    return EXIT.fine.code
  })
}
