// The words of `failover undo`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, DRY_RUN, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'
import type { DryRunOptions } from '../decree.ts'

export function addUndo(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'undo',
    summary: 'end a drain, force-down or force-up before its time',
    examples: ['failover undo 10.1.0.10', "failover undo '*'", 'failover undo 10.1.0.10 --dry-run'],
    exits: {
      ...ASKS_DAEMON,
      refused: 'nothing is decreed on such a target, or with --dry-run a pool would have nothing left',
    },
  })
    .addArgument(argument('<target...>', 'as it was given, or with * for any text', 'override'))
    .option('--dry-run', DRY_RUN)
    .action(
      launch(async (session, target: string[], options: DryRunOptions) => {
        const { runUndo } = await import('../decree.ts')
        return runUndo(session, target.join(' '), options)
      }),
    )
}
