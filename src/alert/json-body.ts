// A notification as JSON, version 1 (README.md, Alerts): fields may be added to it, none is renamed or taken away.
import { countOf, type Notice, type Notification, severityOf, titleOf } from './notification.ts'

const VERSION = 1

export function jsonOf(notification: Notification): string {
  const { id, receiver, node, madeMs, purpose, alerts, more } = notification
  const [firing, resolved] = [countOf(notification, 'firing'), countOf(notification, 'resolved')]
  return JSON.stringify({
    type: `failover.${purpose}`,
    version: VERSION,
    id,
    timestamp: iso(madeMs),
    node,
    receiver,
    title: titleOf(notification),
    state: firing > 0 ? 'firing' : 'resolved',
    severity: severityOf(notification),
    firing,
    resolved,
    ...(more === undefined ? {} : { more }),
    alerts: alerts.map(alertOf),
  })
}

function alertOf({ firedMs, resolvedMs, why, ...rest }: Notice): object {
  const over = resolvedMs === undefined ? {} : { resolvedAt: iso(resolvedMs), resolvedWhy: why ?? '' }
  return { ...rest, firedAt: iso(firedMs), ...over }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
