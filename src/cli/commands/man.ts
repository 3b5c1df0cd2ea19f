// The words of `failover man`.
import type { Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'

export function addMan(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'man',
    summary: 'the man page of failover, for man -l or to be installed',
    examples: ['failover man | man -l -', 'failover man > /usr/local/share/man/man1/failover.1'],
  }).action(
    launch(async (session) => {
      const { runMan } = await import('../man.ts')
      return runMan(session, program)
    }),
  )
}
