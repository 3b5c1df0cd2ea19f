// What is told of alerts and of those who are told, as control/operator-alerts.ts declares it.
import * as z from 'zod'
import { ALERT_KINDS, SEVERITIES } from '../../alert/alert.ts'
import { count, instant, milliseconds, pool, text, texts } from './units.ts'

export const alertStatus = z
  .object({
    key: text('The same whenever the same thing happens again: `target 10.1.0.10/web`.'),
    kind: z.enum(ALERT_KINDS).describe('What it is about.'),
    severity: z.enum(SEVERITIES).describe('How grave it is.'),
    target: text(
      'A target, a pool, a member of one, `self`, the origin of a zone, the target of an override, an address in maintenance.',
    ),
    summary: text('One line.'),
    detail: text('Why; empty when there is nothing to add.'),
    zones: texts('Origins of the zones that it concerns.'),
    pools: z.array(pool()).describe('The pools that it concerns, `name type` each.'),
    firedAtMs: instant('When it began.'),
    resolvedAtMs: instant('Present when it is over.').exactOptional(),
    resolvedWhy: text('Why it is over; present then.').exactOptional(),
    heldBack: z
      .object({ why: text('Who has planned it, and why.'), sinceMs: instant('When it was held back last.') })
      .describe('Present while nobody is told, for somebody has planned it.')
      .exactOptional(),
  })
  .describe('An alert.')

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
    firing: z
      .array(alertStatus)
      .describe('The worst first; a page of them. Empty when those that are over were asked for.'),
    resolved: z
      .array(alertStatus)
      .describe('Present when they were asked for: over, and still to be told; the worst first.')
      .exactOptional(),
    total: count('How many fit what was asked for, on all pages.'),
    next: text('The cursor of the page that follows; absent on the last one.').exactOptional(),
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
