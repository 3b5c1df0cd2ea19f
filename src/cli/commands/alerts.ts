// The words of `failover alerts list` and `test`.
import type { Command } from 'commander'
import { ALERT_KINDS, ALERT_STATES, SEVERITIES } from '../../alert/alert.ts'
import type { AlertsArguments } from '../alerts.ts'
import { ASKS_DAEMON, addCommand, type Launch } from '../command.ts'
import { argument, option } from '../completion/values.ts'

export function addAlerts(program: Command, launch: Launch): void {
  const alerts = program
    .command('alerts')
    .description('what fires, and whether those who are told can be reached: list, test')
  addCommand(alerts, {
    name: 'list',
    summary: 'the alerts that are firing, and who is told; what failover alerts alone does',
    examples: [
      'failover alerts list',
      'failover alerts list --severity critical --json',
      'failover alerts list 10.1.0.10 --state held',
    ],
    exits: ASKS_DAEMON,
    isDefault: true,
  })
    .addArgument(
      argument('[subject]', 'a target, an address, a name, a name and a type in quotes, or a zone', 'name'),
    )
    .addOption(
      option(
        '--state <state>',
        'firing, when not said; held: of these nobody is told; resolved: over, and still to be told',
        ALERT_STATES,
      ),
    )
    .addOption(
      option(
        '--severity <severities>',
        `only these, with commas between: ${SEVERITIES.join(', ')}`,
        SEVERITIES,
        true,
      ),
    )
    .addOption(
      option(
        '--kind <kinds>',
        `only these, with commas between: ${ALERT_KINDS.join(', ')}`,
        ALERT_KINDS,
        true,
      ),
    )
    .option('--limit <count>', 'at most so many; 1000 when not said')
    .action(
      launch(async (session, subject: string | undefined, options: Omit<AlertsArguments, 'subject'>) => {
        const { runAlertsList } = await import('../alerts.ts')
        return runAlertsList(session, { ...options, subject })
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
