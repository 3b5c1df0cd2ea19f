// The words of `failover restore`.
import type { Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addRestore(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'restore',
    summary: 'put a backup in the place of the database, while no daemon runs',
    examples: ['failover restore /var/backups/failover.db'],
    exits: { refused: 'the file is no sound backup, or a daemon is running' },
  })
    .addArgument(
      argument(
        '<file>',
        'what failover backup has made; the database that is there now is kept aside',
        'file',
      ),
    )
    .action(
      launch(async (session, file: string) => {
        const { runRestore } = await import('../restore.ts')
        return runRestore(session, file)
      }),
    )
}
