// The words of `failover serve`.
import type { Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export function addServe(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'serve',
    summary: 'serve the zones, probe the targets, until SIGTERM',
    examples: ['failover serve --config /etc/failover/failover.yaml'],
    exits: { start: EXIT.start.meaning },
  }).action(
    launch(async (session) => {
      const { runServe } = await import('../serve.ts')
      return runServe(session)
    }),
  )
}
