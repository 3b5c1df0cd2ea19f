// What every way to tell somebody is: sends one notification once, and says how that ended.
import type { Notification } from '../alert/notification.ts'
import type { Sent } from '../alert/retry.ts'

/** Never throws; ends soon after the signal, whatever the other side does. */
export type Send = (notification: Notification, signal: AbortSignal) => Promise<Sent>

/** One line of ours about an error: what a receiver sent is in it as little as any secret. */
export function sentenceOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (name === 'TimeoutError') return 'it took too long'
  return name === 'AbortError' ? 'failover was stopped meanwhile' : message
}
