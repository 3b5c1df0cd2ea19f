// Alerts as an operator of tests tells of them: one fires, one of two receivers is out of reach.
import type { AlertsReport, AlertsRequest, Operator } from '../../src/control/operator.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

export const ALERTS: AlertsReport = {
  atMs: NOW_MS,
  firing: [
    {
      key: 'pool intranet.corp.example. A',
      kind: 'pool',
      severity: 'critical',
      target: 'intranet.corp.example. A',
      summary: 'nothing is healthy in intranet.corp.example. A',
      detail: '0 of 2 members healthy',
      zones: ['corp.example.'],
      pools: ['intranet.corp.example. A'],
      firedAtMs: NOW_MS - 192_000,
    },
    {
      key: 'target 10.1.0.10/web',
      kind: 'target',
      severity: 'warning',
      target: '10.1.0.10/web',
      summary: '10.1.0.10/web is down',
      detail: 'connection refused',
      zones: ['corp.example.'],
      pools: ['intranet.corp.example. A'],
      firedAtMs: NOW_MS - 192_000,
      heldBack: { why: 'drained by kim: new disks', sinceMs: NOW_MS - 300_000 },
    },
  ],
  total: 2,
  receivers: [
    {
      name: 'on-call',
      channel: 'webhook to https://10.0.0.9',
      deliveredAtMs: NOW_MS - 60_000,
      givenUp: 0,
    },
    {
      name: 'post',
      channel: 'mail to ops@corp.example through mail.corp.example:587',
      pending: { id: 'msg_1', alerts: 2, attempts: 3 },
      failingSinceMs: NOW_MS - 120_000,
      problem: 'connect ECONNREFUSED 10.1.0.25:587',
      givenUp: 1,
    },
  ],
}

export function fakeAlerts(): Pick<Operator, 'alerts' | 'testAlert'> & {
  /** What alerts were asked for, in order. */
  readonly sought: AlertsRequest[]
} {
  const sought: AlertsRequest[] = []
  return {
    sought,
    alerts: (request) => {
      sought.push(request)
      return ALERTS
    },
    testAlert: async ({ receiver }) => {
      const known = ALERTS.receivers.find(({ name }) => name === receiver)
      if (known === undefined)
        return { problem: { code: 'not-found', sentence: `failover.yaml names no receiver ${receiver}` } }
      const delivered = known.failingSinceMs === undefined
      const seen = delivered ? 'HTTP 204' : (known.problem ?? '')
      return { receiver, channel: known.channel, delivered, seen, tookMs: 12 }
    },
  }
}
