// The words of `failover status`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'

export function addStatus(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'status',
    summary: 'what is up, what is answered, and why',
    examples: ['failover status', 'failover status --json'],
    exits: ASKS_DAEMON,
  }).action(
    launch(async (session) => {
      const { runStatus } = await import('../status.ts')
      return runStatus(session)
    }),
  )
}
