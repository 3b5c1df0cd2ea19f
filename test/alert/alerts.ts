// Alerts, transitions and receivers as tests of alerts need them.
import { ALERT_KINDS, type Alert, SEVERITIES } from '../../src/alert/alert.ts'
import type { Happening } from '../../src/alert/from-transition.ts'
import type { Receiver } from '../../src/alert/receiver.ts'

export const NOW_MS = Date.parse('2026-03-01T12:00:00Z')
export const GROUP_MS = 10_000

/** `kind target from>to`, as `verdict 10.1.0.10/web up>down`. */
export function happening(line: string, rest: Partial<Happening> = {}): Happening {
  const [, kind = '', target = '', from = '', to = ''] = /^(\w+) (.+) ([\w-]+)>([\w-]+)$/.exec(line) ?? []
  return { id: 1, atMs: NOW_MS, kind, target, from, to, reason: 'timeout', detail: '', ...rest }
}

export function alert(id: number, rest: Partial<Alert> = {}): Alert {
  const target = `10.1.0.${id}/web`
  return {
    id,
    key: `target ${target}`,
    kind: 'target',
    severity: 'warning',
    target,
    summary: `${target} is down`,
    detail: 'no answer in time',
    zones: ['corp.example.'],
    pools: ['www.corp.example. A'],
    firedMs: NOW_MS,
    resolved: undefined,
    hold: undefined,
    ...rest,
  }
}

export function receiver(rest: Partial<Receiver> = {}): Receiver {
  return {
    name: 'on-call',
    groupMs: GROUP_MS,
    repeatMs: 4 * 3_600_000,
    route: {
      severities: SEVERITIES,
      kinds: ALERT_KINDS,
      zones: undefined,
      pools: undefined,
      targets: undefined,
    },
    quiet: [],
    channel: { program: { path: '/bin/true', args: [], timeoutMs: 1000 } },
    ...rest,
  }
}
