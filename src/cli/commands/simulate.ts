// The words of `failover simulate`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'

export function addSimulate(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'simulate',
    summary: 'what would be answered with servers down, or by another zone file; changes nothing',
    examples: [
      'failover simulate down 10.1.0.10',
      'failover simulate down 10.1.0.0/16,mail1.corp.example --json',
      'failover simulate --zone ./corp.example.zone',
    ],
    exits: {
      ...ASKS_DAEMON,
      refused: 'a name would have nothing left, the zone file has errors, or there is no such target',
    },
  })
    .addArgument(argument('[down]', 'the word down', ['down']))
    .addArgument(
      argument('[targets...]', 'what drain takes, or a network; with commas between', 'target', true),
    )
    .addOption(option('--zone <file>', 'a zone file that is not in place yet; the daemon reads it', 'file'))
    .action(
      launch(async (session, word: string | undefined, targets: string[], options: { zone?: string }) => {
        const { runSimulate } = await import('../simulate.ts')
        return runSimulate(session, { word, targets, zone: options.zone })
      }),
    )
}
