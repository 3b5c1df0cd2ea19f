// The words of `failover status`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'
import type { StatusArguments } from '../status.ts'

export function addStatus(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'status',
    summary: 'what is up, what is answered, and why; what is not well comes first',
    examples: [
      'failover status',
      'failover status corp.example 10.1.0.10',
      'failover status --watch --trouble',
      'failover status --exit-code > /dev/null || echo "a pool has nothing healthy"',
    ],
    exits: {
      ...ASKS_DAEMON,
      refused:
        'with --exit-code: a pool has nothing healthy, or with --trouble anything is not well; or there is no such name',
    },
  })
    .addArgument(
      argument('[names...]', 'only these pools, targets, addresses, checks or zones; * is any text', 'name'),
    )
    .option('--trouble', 'only what is not well')
    .option('--zones', 'only the zones; may be combined with the next two')
    .option('--pools', 'only the pools')
    .option('--targets', 'only the targets')
    .option('--watch', 'go on until ^C: drawn anew on a terminal, elsewhere a block for each change')
    .addOption(
      option('--every <duration>', 'how often --watch looks when nothing happens; 2s when not said', [
        '500ms',
        '1s',
        '2s',
        '10s',
        '1m',
      ]),
    )
    .option(
      '--exit-code',
      'exit code 1 when a pool has nothing healthy; with --trouble, when anything is not well',
    )
    .action(
      launch(async (session, words: string[], options: Omit<StatusArguments, 'words'>) => {
        const { runStatus } = await import('../status.ts')
        return runStatus(session, { ...options, words })
      }),
    )
}
