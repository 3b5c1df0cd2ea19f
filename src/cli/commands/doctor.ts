// The words of `failover doctor`.
import type { Command } from 'commander'
import { addCommand, type Launch } from '../command.ts'
import { argument } from '../completion/values.ts'
import type { DoctorOptions } from '../doctor.ts'

export function addDoctor(program: Command, launch: Launch): void {
  addCommand(program, {
    name: 'doctor',
    summary: 'is everything right: delegation, resolvers, ports, certificates, database, files, clock',
    examples: [
      'failover doctor',
      'failover doctor corp.example --quick --json',
      'failover doctor --parent 10.0.0.1 --resolver 10.0.0.2,10.0.0.3 --ntp 10.0.0.4',
    ],
    exits: { refused: 'there is a problem, warnings alone are none; or no zone of that name' },
  })
    .addArgument(
      argument(
        '[zones...]',
        'ask other machines about these alone; about all, 16 at most, when not said',
        'zone',
      ),
    )
    .option('--quick', 'ask no other machine: nothing of delegation, name servers, resolvers')
    .option('--parent <ip>', 'servers of the parent zone, with commas between; resolvers tell when not said')
    .option('--resolver <ip>', 'resolvers, with commas between; those of /etc/resolv.conf when not said')
    .option('--port <port>', 'the port on which name servers are reached; 53, or where failover listens')
    .option('--ntp <ip>', 'a time server, to compare the clock with')
    .action(
      launch(async (session, zones: string[], options: Omit<DoctorOptions, 'zones'>) => {
        const { runDoctor } = await import('../doctor.ts')
        return runDoctor(session, { ...options, zones })
      }),
    )
}
