// The words of `failover check`.
import type { Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addCheck(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'check',
    summary: 'read zone files without a daemon: problems, and how fast each pool fails over',
    examples: ['failover check', 'failover check zones/corp.example.zone --json'],
    exits: { refused: 'a zone file has errors, or cannot be read' },
  })
    .addArgument(argument('[files...]', 'zone files; without any, every *.zone of the zones folder', 'file'))
    .action(
      launch(async (session, files: string[]) => {
        const { runCheck } = await import('../check.ts')
        return runCheck(session, files)
      }),
    )
}
