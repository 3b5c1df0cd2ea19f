// The words of `failover explain`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'

export function addExplain(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'explain',
    summary: 'every step from what the zone file declares to what is answered',
    examples: [
      'failover explain intranet.corp.example',
      'failover explain files.corp.example A --from 10.2.0.7',
    ],
    exits: { ...ASKS_DAEMON, refused: 'the name is in none of our zones' },
  })
    .argument('<name>', 'a domain name; the dot at its end may be left out')
    .argument('[type]', 'a record type; A when left out')
    .option('--from <ip>', 'the client’s address, for records that have for=')
    .action(
      launch(async (session, name: string, type: string | undefined, options: { from?: string }) => {
        const { runExplain } = await import('../explain.ts')
        return runExplain(session, { name, type, from: options.from })
      }),
    )
}
