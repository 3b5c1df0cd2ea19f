// What may stand under `alerts:` in failover.yaml: receivers, what each is told of, when, and how it is reached.
import { resolve } from 'node:path'
import * as z from 'zod'
import { ALERT_KINDS, DEFAULT_KINDS, SEVERITIES, type Severity } from '../alert/alert.ts'
import type { Channel, QuietHours, Receiver, WatchdogSettings, WebhookChannel } from '../alert/receiver.ts'
import { cron, duration, durationOrOff, server, webAddress, windowLength } from './values.ts'

const MAX_RECEIVERS = 32
const MAX_QUIET_HOURS = 8
const MAX_PATTERNS = 256
const MAX_FOLDERS = 64
const MAX_ARGUMENTS = 64
const MAX_RECIPIENTS = 64
const MAX_NAME = 64
const DAY_MS = 86_400_000

const WHERE = 'either url: or url-file: says where'

const path = z.string().min(1)
const patterns = z.array(z.string().min(1).max(255)).min(1).max(MAX_PATTERNS)
const timeout = (otherwiseMs: number) => duration(100, 300_000).default(otherwiseMs)
const argument = z.string().max(1024).refine(isPlain, { error: 'expected text without control characters' })
const mailbox = z.string().regex(/^[^\s@<>",;]+@[^\s@<>",;]+$/, {
  error: 'expected an address such as ops@corp.example',
})
const name = z
  .string()
  .regex(new RegExp(`^[\\w.-]{1,${MAX_NAME}}$`), { error: 'expected 1 to 64 letters, digits and . _ -' })
  .refine((text) => text !== 'watchdog', {
    error: 'watchdog is no name of a receiver: write alerts: watchdog:',
  })

const quiet = z.strictObject({
  at: cron,
  for: windowLength,
  below: z.enum(['critical', 'warning', 'all']).default('critical'),
})

const webhook = z.strictObject({
  url: webAddress.exactOptional(),
  'url-file': path.exactOptional(),
  secret: path.exactOptional(),
  ca: path.exactOptional(),
  template: z.enum(['json', 'slack']).default('json'),
  timeout: timeout(10_000),
})

const watchdog = z
  .strictObject({
    every: duration(1000, DAY_MS).default(60_000),
    url: webAddress.exactOptional(),
    'url-file': path.exactOptional(),
    secret: path.exactOptional(),
    ca: path.exactOptional(),
    timeout: timeout(10_000),
  })
  .superRefine((one, context) => {
    if ((one.url === undefined) === (one['url-file'] === undefined))
      context.addIssue({ code: 'custom', path: [], message: WHERE })
  })

const mail = z.strictObject({
  server,
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  ca: path.exactOptional(),
  user: z.string().min(1).exactOptional(),
  password: path.exactOptional(),
  from: mailbox,
  to: z.array(mailbox).min(1).max(MAX_RECIPIENTS),
  timeout: timeout(30_000),
})

const program = z.strictObject({
  program: path,
  args: z.array(argument).max(MAX_ARGUMENTS).default([]),
  timeout: timeout(30_000),
})

const CHANNELS = { webhook, mail, exec: program } as const

const receiver = z
  .strictObject({
    name,
    severities: z
      .array(z.enum(SEVERITIES))
      .min(1)
      .default([...SEVERITIES]),
    kinds: z
      .array(z.enum(ALERT_KINDS))
      .min(1)
      .default([...DEFAULT_KINDS]),
    zones: patterns.exactOptional(),
    pools: patterns.exactOptional(),
    targets: patterns.exactOptional(),
    group: duration(0, 3_600_000).exactOptional(),
    repeat: durationOrOff(60_000, 30 * DAY_MS).exactOptional(),
    quiet: z.array(quiet).max(MAX_QUIET_HOURS).exactOptional(),
    webhook: webhook.exactOptional(),
    mail: mail.exactOptional(),
    exec: program.exactOptional(),
  })
  .superRefine((one, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: key.split('.'), message })
    if ([one.webhook, one.mail, one.exec].filter((channel) => channel !== undefined).length !== 1)
      refuse('name', 'a receiver has one of webhook:, mail: and exec:')
    const { webhook, mail } = one
    if (webhook !== undefined && (webhook.url === undefined) === (webhook['url-file'] === undefined))
      refuse('webhook', WHERE)
    if (webhook?.template === 'json' && webhook.secret === undefined)
      refuse('webhook', 'a secret: signs it, so that its receiver can tell who sends')
    if (mail !== undefined && (mail.user === undefined) !== (mail.password === undefined))
      refuse('mail', 'user: and password: stand together')
    if (mail?.user !== undefined && mail.tls === 'none')
      refuse('mail.tls', 'a password is never sent without TLS')
  })

const section = z.strictObject({
  group: duration(0, 3_600_000).default(10_000),
  repeat: durationOrOff(60_000, 30 * DAY_MS).default(4 * 3_600_000),
  quiet: z.array(quiet).max(MAX_QUIET_HOURS).default([]),
  watchdog: watchdog.nullable().default(null),
  'exec-folders': z.array(path).max(MAX_FOLDERS).default([]),
  receivers: z
    .array(receiver)
    .max(MAX_RECEIVERS)
    .default([])
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, {
      error: 'a name stands there twice',
    }),
})

export const alertsSchema = section.prefault({})

/** The keys that may stand at this place below `alerts`. */
export function alertKeysAt(where: readonly PropertyKey[]): readonly string[] {
  const [first, , channel] = where
  if (first === 'quiet' || channel === 'quiet') return Object.keys(quiet.shape)
  if (first === 'watchdog') return Object.keys(watchdog.shape)
  if (first !== 'receivers') return Object.keys(section.shape)
  const inner = Object.entries(CHANNELS).find(([key]) => key === channel)
  return Object.keys((inner?.[1] ?? receiver).shape)
}

export interface AlertsConfig {
  /** Folders whose programs receivers may be. */
  readonly execFolders: readonly string[]
  readonly receivers: readonly Receiver[]
  readonly watchdog: WatchdogSettings | undefined
}

type Given = z.output<typeof section>
type GivenReceiver = Given['receivers'][number]

/** `folder`: what paths are relative to. */
export function alertsOf(given: Given, folder: string): AlertsConfig {
  return {
    execFolders: given['exec-folders'].map((one) => resolve(folder, one)),
    receivers: given.receivers.map((one) => receiverOf(one, given, folder)),
    watchdog: given.watchdog === null ? undefined : watchdogOf(given.watchdog, folder),
  }
}

function receiverOf(one: GivenReceiver, shared: Given, folder: string): Receiver {
  const { name, severities, kinds, zones, pools, targets } = one
  const { group = shared.group, repeat = shared.repeat, quiet = shared.quiet } = one
  return {
    name,
    groupMs: group,
    repeatMs: repeat === 'off' ? undefined : repeat,
    route: { severities, kinds, zones, pools, targets },
    quiet: quiet.map(quietOf),
    channel: channelOf(one, folder),
  }
}

const THROUGH: Readonly<Record<'critical' | 'warning' | 'all', Severity | undefined>> = {
  critical: 'critical',
  warning: 'warning',
  all: undefined,
}

function quietOf({ at, for: lengthMs, below }: z.output<typeof quiet>): QuietHours {
  return { window: { when: at, lengthMs }, through: THROUGH[below] }
}

/** The schema has seen to it that there is one. */
function channelOf(one: GivenReceiver, folder: string): Channel {
  const { webhook, mail, exec } = one
  if (webhook !== undefined) return { webhook: webhookOf(webhook, webhook.template, folder) }
  if (mail !== undefined) {
    const { server, tls: encryption, ca, user, password, from, to, timeout } = mail
    const login =
      user === undefined || password === undefined
        ? undefined
        : { user, passwordFile: resolve(folder, password) }
    return {
      mail: { ...server, encryption, caFile: ca && resolve(folder, ca), login, from, to, timeoutMs: timeout },
    }
  }
  const { program = '', args = [], timeout = 0 } = exec ?? {}
  return { program: { path: resolve(folder, program), args, timeoutMs: timeout } }
}

type GivenWebhook = Omit<z.output<typeof webhook>, 'template'>

function webhookOf(
  { url, 'url-file': urlFile = '', secret, ca, timeout }: GivenWebhook,
  template: WebhookChannel['template'],
  folder: string,
): WebhookChannel {
  return {
    url: url === undefined ? { file: resolve(folder, urlFile) } : { text: url },
    secretFile: secret && resolve(folder, secret),
    caFile: ca && resolve(folder, ca),
    template,
    timeoutMs: timeout,
  }
}

function watchdogOf({ every, ...rest }: NonNullable<Given['watchdog']>, folder: string): WatchdogSettings {
  return { everyMs: every, webhook: webhookOf(rest, 'json', folder) }
}

function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}
