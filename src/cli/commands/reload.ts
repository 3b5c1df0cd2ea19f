// The words of `failover reload`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'

export function addReload(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'reload',
    summary: 'read the zone files again, now',
    examples: ['failover reload'],
    exits: { ...ASKS_DAEMON, refused: 'a zone file was refused; the last good zone stays in service' },
  }).action(
    launch(async (session) => {
      const { runReload } = await import('../reload.ts')
      return runReload(session)
    }),
  )
}
