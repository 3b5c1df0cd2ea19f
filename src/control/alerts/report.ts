// Alerts and their receivers as the API tells of them; of what is secret nothing is shown.
import { performance } from 'node:perf_hooks'
import { type Alert, rank } from '../../alert/alert.ts'
import type { Channel } from '../../alert/receiver.ts'
import type {
  AlertStatus,
  AlertsReport,
  AlertsSummary,
  AlertTestReport,
  AlertTestRequest,
  OperatorProblem,
  ReceiverStatus,
} from '../operator.ts'
import type { Alerting } from './alerting.ts'
import type { Told } from './courier.ts'

type Shown = Pick<Alerting, 'firing' | 'told'>

export function alertsReport({ firing, told }: Shown, atMs: number): AlertsReport {
  const sorted = [...firing].sort((a, b) => rank(b.severity) - rank(a.severity) || a.id - b.id)
  return { atMs, firing: sorted.map(alertStatus), receivers: told.map(receiverStatus) }
}

/** What status shows; nothing when nobody is told. */
export function alertsSummary({ firing, told }: Shown): { readonly alerts?: AlertsSummary } {
  if (told.length === 0) return {}
  return { alerts: { firing: firing.length, receivers: told.map(receiverStatus) } }
}

export async function testAlert(
  alerting: Pick<Alerting, 'told' | 'test'>,
  { receiver: name }: AlertTestRequest,
): Promise<AlertTestReport | OperatorProblem> {
  const begunMs = performance.now()
  const sent = await alerting.test(name)
  const told = alerting.told.find((one) => one.name === name)
  if (sent === undefined || told === undefined) {
    const known = alerting.told.map((one) => one.name)
    const sentence = `failover.yaml names no receiver ${name}; known are ${known.join(', ') || 'none'}`
    return { problem: { code: 'not-found', sentence } }
  }
  return {
    receiver: name,
    channel: channelText(told.channel),
    delivered: sent.isTaken,
    seen: sent.isTaken ? sent.seen : sent.problem,
    tookMs: Math.round(performance.now() - begunMs),
  }
}

function alertStatus({ id: _, firedMs, resolved: __, hold, ...rest }: Alert): AlertStatus {
  const isHeld = hold !== undefined && hold.untilMs === undefined
  return {
    ...rest,
    firedAtMs: firedMs,
    ...(isHeld ? { heldBack: { why: hold.why, sinceMs: hold.sinceMs } } : {}),
  }
}

function receiverStatus({ name, channel, record, pending }: Told): ReceiverStatus {
  const { deliveredMs, failingMs, problem, givenUp } = record
  return {
    name,
    channel: channelText(channel),
    ...(deliveredMs === undefined ? {} : { deliveredAtMs: deliveredMs }),
    ...(pending === undefined ? {} : { pending: pendingStatus(pending) }),
    ...(failingMs === undefined ? {} : { failingSinceMs: failingMs, problem }),
    givenUp,
  }
}

function pendingStatus({ notification, attempts }: NonNullable<Told['pending']>) {
  return { id: notification.id, alerts: notification.alerts.length, attempts }
}

/** Of a URL no more than where it leads: whoever knows the rest may write to some receivers. */
export function channelText(channel: Channel): string {
  if ('webhook' in channel) {
    const { url } = channel.webhook
    return 'text' in url ? `webhook to ${new URL(url.text).origin}` : `webhook to the URL in ${url.file}`
  }
  if ('program' in channel) return `program ${channel.program.path}`
  const { host, port, to } = channel.mail
  return `mail to ${to.join(', ')} through ${host}:${port}`
}
