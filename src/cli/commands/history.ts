// The words of `failover history`.
import type { Command } from 'commander'
import { TRANSITION_KINDS } from '../../store/transition-kinds.ts'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'

interface HistoryOptions {
  readonly kind?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: string
  readonly follow?: true
}

export function addHistory(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'history',
    summary: 'what has changed, when, and why, newest first',
    examples: [
      'failover history',
      'failover history intranet.corp.example --since 7d',
      'failover history 10.1.0.10 --kind verdict,override --limit 500 --json',
      'failover history --kind answer --follow',
    ],
    exits: { ...ASKS_DAEMON, refused: 'with --follow: the daemon refuses to tell of what happens' },
  })
    .addArgument(
      argument('[subject]', 'a target, an address, a name, a name and a type in quotes, or a zone', 'name'),
    )
    .addOption(
      option(
        '--kind <kinds>',
        `only these, with commas between: ${TRANSITION_KINDS.join(', ')}`,
        TRANSITION_KINDS,
        true,
      ),
    )
    .addOption(
      option('--since <moment>', 'not older: 30m, 7d, 2026-03-01, 2026-03-01T12:00', [
        '30m',
        '1h',
        '24h',
        '7d',
      ]),
    )
    .addOption(option('--until <moment>', 'only older than that', ['30m', '1h', '24h', '7d']))
    .option('--limit <count>', 'at most so many; 50 when not said')
    .option(
      '--follow',
      'oldest first, and then what comes, until it is interrupted; with --json a line for each',
    )
    .action(
      launch(async (session, subject: string | undefined, options: HistoryOptions) => {
        const { kind, since, until, limit, follow } = options
        const { runHistory } = await import('../history.ts')
        const endless = follow === true ? { follow: interruption() } : {}
        return runHistory(session, { subject, kind, since, until, limit, ...endless })
      }),
    )
}

/** Ctrl-C is how it ends, and no failure. */
function interruption(): AbortSignal {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
  return interrupted.signal
}
