// The words of `failover undo`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'

export function addUndo(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'undo',
    summary: 'end a drain, force-down or force-up before its time',
    examples: ['failover undo 10.1.0.10', "failover undo '*'"],
    exits: { ...ASKS_DAEMON, refused: 'nothing is decreed on such a target' },
  })
    .argument('<target...>', 'as it was given, or with * for any text')
    .action(
      launch(async (session, target: string[]) => {
        const { runUndo } = await import('../decree.ts')
        return runUndo(session, target.join(' '))
      }),
    )
}
