// Who is told of alerts, of which, when, and how: what failover.yaml says of a receiver.
import type { Severity } from './alert.ts'
import type { Policy } from './due.ts'
import type { Route } from './route.ts'

export interface Receiver extends Policy {
  readonly name: string
  readonly route: Route
  readonly quiet: readonly QuietHours[]
  readonly channel: Channel
}

/** `window` as for maintenance: cron expression in local time, and a length. */
export interface QuietHours {
  readonly window: { readonly when: string; readonly lengthMs: number }
  /** The mildest severity that goes through; undefined: none does. */
  readonly through: Severity | undefined
}

/** Who notices that signs of life stay away. */
export interface WatchdogSettings {
  readonly everyMs: number
  readonly webhook: WebhookChannel
}

/** How a receiver is reached. Paths are absolute; the file of a secret is named, the secret never is. */
export type Channel =
  | { readonly webhook: WebhookChannel }
  | { readonly mail: MailChannel }
  | { readonly program: ProgramChannel }

export interface WebhookChannel {
  readonly url: { readonly text: string } | { readonly file: string }
  readonly secretFile: string | undefined
  readonly caFile: string | undefined
  readonly template: 'json' | 'slack'
  readonly timeoutMs: number
}

export interface MailChannel {
  readonly host: string
  readonly port: number
  readonly encryption: 'starttls' | 'implicit' | 'none'
  readonly caFile: string | undefined
  readonly login: { readonly user: string; readonly passwordFile: string } | undefined
  readonly from: string
  readonly to: readonly string[]
  readonly timeoutMs: number
}

export interface ProgramChannel {
  readonly path: string
  readonly args: readonly string[]
  readonly timeoutMs: number
}
