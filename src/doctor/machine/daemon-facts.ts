// The facts of the daemon's process, or, while it does not run, of this one, which is taken for one of the same user.
import { type Context, statusOf } from '../context.ts'
import { type ProcessFacts, processFacts } from './process-facts.ts'

export interface DaemonFacts {
  readonly facts: ProcessFacts
  readonly isDaemon: boolean
}

export function daemonFacts(context: Context): DaemonFacts | undefined {
  const pid = statusOf(context)?.node.pid
  const facts = processFacts(pid ?? 'self')
  return facts === undefined ? undefined : { facts, isDaemon: pid !== undefined }
}

export const NOT_LINUX = 'this system has no /proc: only Linux tells'
