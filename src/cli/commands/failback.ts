// The words of `failover failback`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, DRY_RUN, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'
import type { DryRunOptions } from '../decree.ts'

export function addFailback(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'failback',
    summary: 'let a pool that waits go back to its better tier now',
    examples: [
      'failover failback intranet.corp.example',
      'failover failback intranet.corp.example AAAA',
      'failover failback intranet.corp.example --dry-run',
    ],
    exits: { ...ASKS_DAEMON, refused: 'there is no such pool, or it waits for no failback' },
  })
    .addArgument(argument('<name>', 'the owner of a pool; the dot at its end may be left out', 'pool'))
    .addArgument(argument('[type]', 'a record type; A when left out', 'type'))
    .option('--dry-run', DRY_RUN)
    .action(
      launch(async (session, name: string, type: string | undefined, options: DryRunOptions) => {
        const { runFailback } = await import('../failback.ts')
        return runFailback(session, name, type, options)
      }),
    )
}
