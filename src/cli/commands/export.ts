// The words of `failover export`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addExport(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'export',
    summary: 'a zone as plain text: as it is answered now, or as its file declares it',
    examples: ['failover export corp.example', 'failover export corp.example --declared'],
    exits: { ...ASKS_DAEMON, refused: 'the zone is none of ours' },
  })
    .addArgument(argument('<zone>', 'the origin of a zone; the dot at its end may be left out', 'zone'))
    .option('--declared', 'everything that the file declares, with the serial of the file')
    .action(
      launch(async (session, origin: string, options: { declared?: true }) => {
        const { runExport } = await import('../export.ts')
        return runExport(session, { origin, declared: options.declared ?? false })
      }),
    )
}
