// The words of `failover report`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addReport(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'report',
    summary: 'say that a server is well, or why it is not, where its check waits for that',
    examples: ['failover report 10.1.0.60/alive', 'failover report 10.1.0.60/alive --down --why "disk full"'],
    exits: { ...ASKS_DAEMON, refused: 'there is no such target, or its check waits for no reports' },
  })
    .addArgument(
      argument('<target>', 'address/check, or check/address, as failover status shows them', 'target'),
    )
    .option('--down', 'it is not well; needs --why')
    .option('--why <text>', 'what is wrong with it')
    .action(
      launch(async (session, target: string, options: { down?: true; why?: string }) => {
        const { runReport } = await import('../report.ts')
        return runReport(session, { target, down: options.down ?? false, why: options.why })
      }),
    )
}
