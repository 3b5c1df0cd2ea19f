// Alerts and their receivers as the API tells of them; of what is secret nothing is shown.
import { performance } from 'node:perf_hooks'
import { type Alert, byGravity } from '../../alert/alert.ts'
import { isHeld } from '../../alert/hold.ts'
import type { Channel } from '../../alert/receiver.ts'
import { concerns } from '../../alert/route.ts'
import type {
  AlertStatus,
  AlertsReport,
  AlertsRequest,
  AlertsSummary,
  AlertTestReport,
  AlertTestRequest,
  OperatorProblem,
  ReceiverStatus,
} from '../operator.ts'
import { cursorOf, isBehind } from './alert-cursor.ts'
import type { Alerting } from './alerting.ts'
import type { Told } from './courier.ts'

type Shown = Pick<Alerting, 'firing' | 'over' | 'told'>

/** In one answer, when no less is asked for. */
export const MAX_ALERTS_PAGE = 1000

export function alertsReport(shown: Shown, request: AlertsRequest, atMs: number): AlertsReport {
  const { state = 'firing', limit = MAX_ALERTS_PAGE, cursor } = request
  const known = state === 'resolved' ? shown.over : shown.firing
  const fitting = known.filter((alert) => fits(alert, request)).sort(byGravity)
  const rest = cursor === undefined ? fitting : fitting.filter((alert) => isBehind(alert, cursor))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const listed = page.map(alertStatus)
  return {
    atMs,
    ...(state === 'resolved' ? { firing: [], resolved: listed } : { firing: listed }),
    total: fitting.length,
    ...(last === undefined || rest.length === page.length ? {} : { next: cursorOf(last) }),
    receivers: shown.told.map(receiverStatus),
  }
}

function fits(alert: Alert, { state, severities, kinds, subject }: AlertsRequest): boolean {
  return (
    (state !== 'held' || isHeld(alert)) &&
    severities?.includes(alert.severity) !== false &&
    kinds?.includes(alert.kind) !== false &&
    (subject === undefined || concerns(alert, subject))
  )
}

/** What status shows; nothing when nobody is told. */
export function alertsSummary({ firing, told }: Pick<Shown, 'firing' | 'told'>): {
  readonly alerts?: AlertsSummary
} {
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

function alertStatus({ id: _, firedMs, resolved, hold, ...rest }: Alert): AlertStatus {
  return {
    ...rest,
    firedAtMs: firedMs,
    ...(resolved === undefined ? {} : { resolvedAtMs: resolved.atMs, resolvedWhy: resolved.why }),
    ...(hold !== undefined && isHeld({ hold }) ? { heldBack: { why: hold.why, sinceMs: hold.sinceMs } } : {}),
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
