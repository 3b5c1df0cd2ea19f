// What every way to tell somebody is: sends one notification once, and says how that ended.
import type { Notification } from '../alert/notification.ts'
import type { Sent } from '../alert/retry.ts'

/** Never throws; ends soon after the signal, whatever the other side does. What it tells may hold what the receiver sent, as it was. */
export type Send = (notification: Notification, signal: AbortSignal) => Promise<Sent>

/** What an error means to a person; of some libraries it quotes the receiver, so that it is shown through redact.ts only. */
export function sentenceOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (name === 'TimeoutError') return 'it took too long'
  return name === 'AbortError' ? 'failover was stopped meanwhile' : message
}
