// A notification to send, and what became of it.
import { type Notification, notificationOf } from '../../src/alert/notification.ts'
import type { Sent } from '../../src/alert/retry.ts'
import type { Send } from '../../src/notify/send.ts'
import { alert, NOW_MS } from '../alert/alerts.ts'

const ENVELOPE = { id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', receiver: 'on-call', node: 'ns1', madeMs: NOW_MS }

export function notification(threads: readonly string[] = []): Notification {
  return { ...notificationOf(ENVELOPE, [alert(1)], () => undefined), threads }
}

/** `taken: …`, or how much hope there is and why. */
export async function sent(send: Send, what = notification()): Promise<string> {
  return sentText(await send(what, AbortSignal.timeout(10_000)))
}

export function sentText(sent: Sent): string {
  return sent.isTaken ? `taken: ${sent.seen}` : `${sent.hope}: ${sent.problem}`
}
