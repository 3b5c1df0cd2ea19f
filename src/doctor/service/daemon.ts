// Does the daemon run, and is it of the version that this program is?

import type { DaemonState } from '../context.ts'
import { type Examination, type Finding, ok, problem, warning } from '../examination.ts'
import { spanText } from '../span-text.ts'

export const daemon: Examination = {
  title: 'daemon',
  run: async (context) => judgeDaemon(context.daemon, context.version),
}

export function judgeDaemon(daemon: DaemonState, version: string): readonly Finding[] {
  if ('absence' in daemon)
    return [
      problem(
        daemon.absence,
        daemon.isRunning
          ? 'run failover doctor as the user that runs the daemon, or as root'
          : 'start it: failover serve; what needs a running daemon is skipped below',
      ),
    ]
  const { node, atMs } = daemon.status
  const running = `failover ${node.version} runs, pid ${node.pid}, for ${spanText(atMs - node.startedAtMs)}`
  if (node.version === version) return [ok(running)]
  return [
    warning(
      `${running}; this command is failover ${version}`,
      'restart the daemon, so that it runs what is installed, or use the command of its version',
    ),
  ]
}
