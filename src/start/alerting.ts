// Opens the way to every receiver of alerts, or says everything that is wrong with their files.
import { hostname } from 'node:os'
import type { Channel } from '../alert/receiver.ts'
import type { Config } from '../config.ts'
import { Alerting, type AlertingOptions } from '../control/alerts/alerting.ts'
import type { Daemon } from '../control/daemon.ts'
import { type Log, logOf } from '../log.ts'
import { problemOf } from '../store/problem.ts'
import type { Store } from '../store/store.ts'

export interface AlertingParts {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  readonly daemon: Daemon
}

export async function openAlerting(
  parts: AlertingParts,
): Promise<{ readonly alerting: Alerting } | { readonly problems: readonly string[] }> {
  const { config, log, store, daemon } = parts
  const reached = await reachAll(config.alerts)
  if ('problems' in reached) return reached
  const node = config.identity.id || hostname()
  try {
    const alerting = new Alerting({ daemon, store, log: logOf(log, 'control'), node, ...reached })
    return { alerting }
  } catch (error) {
    return { problems: [problemOf(store.path, error).sentence] }
  }
}

type AllReached = Pick<AlertingOptions, 'receivers' | 'watchdog'>

/** What sends is read only where something is to be sent: nodemailer alone takes a start 30 ms. */
async function reachAll({
  receivers,
  watchdog,
  execFolders,
}: Config['alerts']): Promise<AllReached | { readonly problems: readonly string[] }> {
  if (receivers.length === 0 && watchdog === undefined) return { receivers: [] }
  const { openChannel } = await import('../notify/open-channel.ts')
  const open = (name: string, channel: Channel) => {
    const opened = openChannel(channel, execFolders)
    return 'send' in opened
      ? opened
      : { problems: opened.problems.map((problem) => `alerts: ${name}: ${problem}`) }
  }
  const channel = watchdog && { webhook: watchdog.webhook }
  const life = channel && open('watchdog', channel)
  const opened = receivers.map((receiver) => ({ receiver, ...open(receiver.name, receiver.channel) }))
  const problems = [...opened, life ?? []].flatMap((one) => ('problems' in one ? one.problems : []))
  if (problems.length > 0) return { problems }
  return {
    receivers: opened.flatMap((one) => ('send' in one ? [one] : [])),
    watchdog:
      watchdog && channel && life && 'send' in life
        ? { ...life, channel, everyMs: watchdog.everyMs }
        : undefined,
  }
}
