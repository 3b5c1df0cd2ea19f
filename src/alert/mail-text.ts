// A notification as a plain text for people who read mail.
import { clip } from './clip.ts'
import { lastedText, momentText, type Notice, type Notification, titleOf } from './notification.ts'

export interface MailText {
  readonly subject: string
  readonly text: string
}

/** More is cut off by what shows subjects. */
const MOST_IN_SUBJECT = 200

export function mailOf(notification: Notification): MailText {
  const { alerts, more = 0, node, madeMs, id, receiver } = notification
  const title = titleOf(notification)
  const subject = `[failover ${node}] ${title}`
  const firing = alerts.filter(({ state }) => state === 'firing')
  const resolved = alerts.filter(({ state }) => state === 'resolved')
  const parts = [
    ...(firing.length > 0 ? [`FIRING (${firing.length})`, ...firing.map(firingText)] : []),
    ...(resolved.length > 0 ? [`RESOLVED (${resolved.length})`, ...resolved.map(resolvedText)] : []),
    ...(more > 0 ? [`${more} MORE are due, and follow in mails of their own.`] : []),
    `-- \nfailover on ${node}, ${momentText(madeMs)}, receiver ${receiver}, ${id}`,
  ]
  return { subject: clip(subject, MOST_IN_SUBJECT), text: `${parts.join('\n\n')}\n` }
}

function firingText({ severity, summary, detail, heldBack, firedMs, repeated, pools }: Notice): string {
  return block(`${severity.toUpperCase()}: ${summary}`, [
    detail,
    `since ${momentText(firedMs)}${repeated ? ', told before' : ''}`,
    heldBack === undefined ? '' : `was ${heldBack}`,
    poolsText(pools),
  ])
}

function resolvedText(notice: Notice): string {
  const { severity, summary, why = '', resolvedMs = notice.firedMs, pools } = notice
  return block(`${severity.toUpperCase()}: ${summary}`, [
    `over at ${momentText(resolvedMs)} after ${lastedText(notice)}${why === '' ? '' : `: ${why}`}`,
    poolsText(pools),
  ])
}

function poolsText(pools: readonly string[]): string {
  return pools.length === 0 ? '' : `concerns ${pools.join(', ')}`
}

function block(head: string, lines: readonly string[]): string {
  return [head, ...lines.filter((line) => line !== '').map((line) => `  ${line}`)].join('\n')
}
