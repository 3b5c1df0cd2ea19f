// A notification for Slack and what takes its messages, such as Mattermost and Rocket.Chat: a text, and blocks.
import type { Severity } from './alert.ts'
import { clip } from './clip.ts'
import { lastedText, momentText, type Notice, type Notification, titleOf } from './notification.ts'

/** A person reads no more of them in a channel; the rest is counted. */
const MOST_LINES = 20
/** Slack takes 3000 in the text of a block, and 150 in a header. */
const MOST_IN_BLOCK = 2900
const MOST_IN_HEADER = 150
/** A character may take five to escape: no line is longer than a block, and none is cut within an escape. */
const MOST_OF_SUMMARY = 200
const MOST_OF_DETAIL = 200
const MOST_OF_WHY = 120

const SIGNS: Readonly<Record<Severity, string>> = {
  critical: ':red_circle:',
  warning: ':large_orange_circle:',
  info: ':information_source:',
}

export function slackOf(notification: Notification): string {
  const { alerts, more: following = 0, node, madeMs } = notification
  const title = titleOf(notification)
  const shown = alerts.slice(0, MOST_LINES).map(lineOf)
  const more = alerts.length - shown.length
  const lines = within(MOST_IN_BLOCK, more > 0 ? [...shown, `and ${more} more`] : shown)
  const follow = following > 0 ? `, ${following} more follow` : ''
  return JSON.stringify({
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clip(title, MOST_IN_HEADER), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: lines } },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: escaped(`failover on ${node}, ${momentText(madeMs)}${follow}`) }],
      },
    ],
  })
}

function lineOf(notice: Notice): string {
  const { severity, state, repeated, firedMs } = notice
  const [summary, detail] = [clip(notice.summary, MOST_OF_SUMMARY), clip(notice.detail, MOST_OF_DETAIL)]
  const why = clip(notice.why ?? '', MOST_OF_WHY)
  const heldBack = notice.heldBack && clip(notice.heldBack, MOST_OF_WHY)
  if (state === 'resolved') {
    const over = [`after ${lastedText(notice)}`, why].filter((part) => part !== '').join(': ')
    return `:white_check_mark: ~${escaped(summary)}~ over ${escaped(over)}`
  }
  const held = heldBack === undefined ? '' : `, was ${escaped(heldBack)}`
  const since = repeated || held !== '' ? ` (since ${momentText(firedMs)}${held})` : ''
  return `${SIGNS[severity]} *${escaped(summary)}*${since}${detail === '' ? '' : `: ${escaped(detail)}`}`
}

/** Only whole lines. */
function within(most: number, lines: readonly string[]): string {
  let text = ''
  for (const [index, line] of lines.entries()) {
    const next = text === '' ? clip(line, most) : `${text}\n${line}`
    if (next.length > most) return `${text}\nand ${lines.length - index} more`
    text = next
  }
  return text
}

/** What Slack would take for markup: a server may write in a detail what it likes. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
