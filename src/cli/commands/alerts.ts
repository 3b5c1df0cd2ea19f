// The words of `failover alerts list` and `test`.
import type { Command } from 'commander'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'

export function addAlerts(program: Command, launch: Launch): void {
  const alerts = program
    .command('alerts')
    .description('what fires, and whether those who are told can be reached: list, test')
  addCommand(alerts, {
    name: 'list',
    summary: 'the alerts that are firing, and who is told; what failover alerts alone does',
    examples: ['failover alerts list', 'failover alerts list --json'],
    exits: ASKS_DAEMON,
    isDefault: true,
  }).action(
    launch(async (session) => {
      const { runAlertsList } = await import('../alerts.ts')
      return runAlertsList(session)
    }),
  )
  addCommand(alerts, {
    name: 'test',
    summary: 'send one receiver a notification that says that it is a test',
    examples: ['failover alerts test on-call'],
    exits: { ...ASKS_DAEMON, refused: 'it was not delivered, or there is no such receiver' },
  })
    .addArgument(
      argument('<receiver>', 'its name in failover.yaml; watchdog is the sign of life', 'receiver'),
    )
    .action(
      launch(async (session, receiver: string) => {
        const { runAlertsTest } = await import('../alerts.ts')
        return runAlertsTest(session, { receiver })
      }),
    )
}
