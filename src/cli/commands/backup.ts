// The words of `failover backup`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addBackup(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'backup',
    summary: 'copy the database while the daemon runs',
    examples: ['failover backup /var/backups/failover.db'],
    exits: { ...ASKS_DAEMON, refused: 'the copy cannot be written, or the file is there already' },
  })
    .addArgument(
      argument(
        '<file>',
        'where the daemon, as its own user, writes the copy; nothing is overwritten',
        'file',
      ),
    )
    .action(
      launch(async (session, file: string) => {
        const { runBackup } = await import('../backup.ts')
        return runBackup(session, file)
      }),
    )
}
