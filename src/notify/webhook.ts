// Tells an HTTP server: one signed POST, over a connection of its own, with a certificate that is verified.
import { readFileSync } from 'node:fs'
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import pkg from '../../package.json' with { type: 'json' }
import { jsonOf } from '../alert/json-body.ts'
import type { Notification } from '../alert/notification.ts'
import type { Hope, Sent } from '../alert/retry.ts'
import { slackOf } from '../alert/slack-body.ts'
import { type Send, sentenceOf } from './send.ts'
import { signatureOf } from './signature.ts'

export interface Webhook {
  /** As it is now; throws while its file is bad. It may hold a secret, so that no more than its origin is ever shown. */
  readonly url: () => string
  /** Undefined: it is not signed. */
  readonly secret: (() => string) | undefined
  /** A file with the certificates that are trusted, in PEM; undefined: those that Node trusts. */
  readonly caFile: string | undefined
  readonly template: keyof typeof BODIES
  readonly timeoutMs: number
}

const BODIES = { json: jsonOf, slack: slackOf } as const

/** Of a refusal, to be shown; what is behind it is not read. */
const MOST_READ = 4096
const SECONDS_MS = 1000

export function webhook(options: Webhook): Send {
  return async (notification, signal) => {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)])
    try {
      const response = await post(options, notification, ended)
      try {
        return await judge(response)
      } finally {
        response.destroy()
      }
    } catch (error) {
      const cause = ended.aborted ? ended.reason : error
      return { isTaken: false, problem: sentenceOf(cause), hope: 'good' }
    }
  }
}

function post(options: Webhook, notification: Notification, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(options.url())
  const body = BODIES[options.template](notification)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': `failover/${pkg.version}`,
    ...signedHeaders(notification.id, body, options.secret),
  }
  const common = { method: 'POST', headers, signal, agent: false }
  const ca = options.caFile === undefined ? {} : { ca: readFileSync(options.caFile) }
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...common, ...ca, rejectUnauthorized: true })
        : http.request(url, common)
    request.on('response', resolve)
    request.on('error', reject)
    request.end(body)
  })
}

function signedHeaders(id: string, body: string, secret: Webhook['secret']): OutgoingHttpHeaders {
  const atSeconds = Math.floor(Date.now() / SECONDS_MS)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(atSeconds),
    ...(secret === undefined ? {} : { 'webhook-signature': signatureOf({ id, atSeconds, body }, secret()) }),
  }
}

async function judge(response: IncomingMessage): Promise<Sent> {
  const { statusCode: status = 0, headers } = response
  if (status >= 200 && status < 300) return { isTaken: true, seen: `HTTP ${status}` }
  const said = (await beginningOf(response)).trim()
  const refusal = { isTaken: false, hope: hopeAfter(status) } as const
  if (status >= 300 && status < 400)
    return { ...refusal, problem: `HTTP ${status}: a redirect is never followed` }
  const problem = `HTTP ${status}${said === '' ? '' : `: ${said}`}`
  const afterMs = retryAfterMs(headers['retry-after'], Date.now())
  return { ...refusal, problem, ...(afterMs === undefined ? {} : { afterMs }) }
}

const GONE = 410
/** RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: ask again later. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429])

function hopeAfter(status: number): Hope {
  if (status === GONE) return 'none'
  return status >= 500 || LATER.has(status) ? 'good' : 'little'
}

/** RFC 9110 §10.2.3: seconds, or a date. */
export function retryAfterMs(field: string | undefined, nowMs: number): number | undefined {
  if (field === undefined) return undefined
  if (/^\d{1,9}$/.test(field)) return Number(field) * SECONDS_MS
  const atMs = Date.parse(field)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}

async function beginningOf(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString('latin1')
    if (text.length >= MOST_READ) break
  }
  return text.slice(0, MOST_READ)
}
