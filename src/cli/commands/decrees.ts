// The words of `failover drain`, `force-down` and `force-up`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, DRY_RUN, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'
import type { DecreeOptions } from '../decree.ts'

const DECREES = {
  drain: 'take servers out gently: the TTL goes down first, and nobody is cut off',
  'force-down': 'take servers out at once, whatever their probes say',
  'force-up': 'answer servers whatever their probes say',
} as const

export function addDecrees(program: Command, launch: Launch): void {
  for (const decree of ['drain', 'force-down', 'force-up'] as const)
    addCommand(program, {
      name: decree,
      summary: DECREES[decree],
      examples: [
        `failover ${decree} 10.1.0.10 --for 2h --why "new disks"`,
        `failover ${decree} mail1.corp.example --until 18:00 --why "new kernel"`,
        `failover ${decree} '10.1.0.*/web' --for ever --why "the old site is given up"`,
        `failover ${decree} 10.1.0.10 --dry-run`,
      ],
      exits: {
        ...ASKS_DAEMON,
        refused:
          'there is no such target, the decree cannot be stored, or with --dry-run a pool would have nothing left',
      },
    })
      .addArgument(
        argument(
          '<target...>',
          'address/check, an address, a server name, or OWNER TYPE DATA; * is any text',
          'target',
        ),
      )
      .addOption(
        option('--for <duration>', '30m, 2h, 1d; it ends by itself; or ever, until somebody undoes it', [
          '30m',
          '2h',
          '1d',
          'ever',
        ]),
      )
      .option('--until <time>', '18:00, "2026-03-01 18:00" in local time, or 2026-03-01T18:00:00Z')
      .option('--why <text>', 'why, for everybody who finds it')
      .option('--dry-run', `${DRY_RUN}; needs neither --for nor --why`)
      .action(
        launch(async (session, target: string[], options: DecreeOptions) => {
          const { runDecree } = await import('../decree.ts')
          return runDecree(session, { ...options, decree, target: target.join(' ') }, Date.now())
        }),
      )
}
