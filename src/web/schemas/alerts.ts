// What is told of alerts and of those who are told, as control/operator-alerts.ts declares it.
import * as z from 'zod'
import { count, instant, milliseconds, pool, text, texts } from './units.ts'

export const alertStatus = z
  .object({
    key: text('The same whenever the same thing happens again: `target 10.1.0.10/web`.'),
    kind: z
      .enum(['target', 'pool', 'standby', 'doubt', 'zone', 'store', 'override', 'maintenance'])
      .describe('What it is about.'),
    severity: z.enum(['info', 'warning', 'critical']).describe('How grave it is.'),
    target: text(
      'A target, a pool, a member of one, `self`, the origin of a zone, the target of an override, an address in maintenance.',
    ),
    summary: text('One line.'),
    detail: text('Why; empty when there is nothing to add.'),
    zones: texts('Origins of the zones that it concerns.'),
    pools: z.array(pool()).describe('The pools that it concerns, `name type` each.'),
    firedAtMs: instant('When it began.'),
    heldBack: z
      .object({ why: text('Who has planned it, and why.'), sinceMs: instant('When it was held back last.') })
      .describe('Present while nobody is told, for somebody has planned it.')
      .exactOptional(),
  })
  .describe('An alert that is firing.')

export const receiverStatus = z
  .object({
    name: text('As in failover.yaml; `watchdog` is the sign of life.'),
    channel: text('How and where it is reached: `webhook to https://alerts.corp.example`.'),
    deliveredAtMs: instant('Absent: nothing was ever delivered.').exactOptional(),
    pending: z
      .object({
        id: text('Of the notification.'),
        alerts: count('How many it tells of.'),
        attempts: count('How often it was not taken.'),
      })
      .describe('Present while a notification waits to be taken.')
      .exactOptional(),
    failingSinceMs: instant('Present while nothing is taken.').exactOptional(),
    problem: text('Of the last attempt, while it fails.').exactOptional(),
    givenUp: count('Notifications that were given up.'),
  })
  .describe('Who is told of alerts, and how it goes.')

export const alertsSummary = z
  .object({
    firing: count('How many.'),
    receivers: z.array(receiverStatus).describe('In the order of failover.yaml.'),
  })
  .describe('Alerts, as far as the status tells of them.')

export const alertsReport = z
  .object({
    atMs: instant('When this was taken.'),
    firing: z.array(alertStatus).describe('The worst first.'),
    receivers: z.array(receiverStatus).describe('In the order of failover.yaml.'),
  })
  .describe('What fires, and how it goes with those who are told.')

export const alertTestReport = z
  .object({
    receiver: text('Its name.'),
    channel: text('How and where it is reached.'),
    delivered: z.boolean().describe('Whether it was taken.'),
    seen: text('What the receiver said to it, or why it was not taken.'),
    tookMs: milliseconds('How long it took.'),
  })
  .describe('What became of a test.')
