// The words of `failover explain`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

interface ExplainOptions {
  readonly from?: string
  readonly at?: string
}

export function addExplain(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'explain',
    summary: 'every step from what the zone file declares to what is answered',
    examples: [
      'failover explain intranet.corp.example',
      'failover explain files.corp.example A --from 10.2.0.7',
      'failover explain intranet.corp.example --at 2026-03-01T14:03',
    ],
    exits: {
      ...ASKS_DAEMON,
      refused: 'the name is in none of our zones, or nothing is on record of that time',
    },
  })
    .addArgument(argument('<name>', 'a domain name; the dot at its end may be left out', 'pool'))
    .addArgument(argument('[type]', 'a record type; A when left out', 'type'))
    .option('--from <ip>', 'the client’s address, for records that have for=')
    .option('--at <moment>', 'as it was then: 30m (before now), 2026-03-01T14:03, 2026-03-01T14:03:05Z')
    .action(
      launch(async (session, name: string, type: string | undefined, options: ExplainOptions) => {
        const { from, at } = options
        const { runExplain } = await import('../explain.ts')
        return runExplain(session, { name, type, from, at })
      }),
    )
}
