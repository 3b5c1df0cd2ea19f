// What one notification says: the same however often it is sent, and whatever form it takes on the way.
import { type Alert, type AlertKind, type Severity, type Told, worst } from './alert.ts'
import { clip } from './clip.ts'

export interface Notification {
  /** `msg_…`; stays the same when it is sent again, and is never used for anything else. */
  readonly id: string
  readonly receiver: string
  /** Which failover it comes from. */
  readonly node: string
  /** When it was made; wall clock ms, as all times here. */
  readonly madeMs: number
  /** The worst first. */
  readonly alerts: readonly Notice[]
  /** How many more were due, and follow in notifications of their own; absent: none. */
  readonly more?: number
  /** Ids of earlier notifications of these alerts. */
  readonly threads: readonly string[]
  /** `test`: somebody wants to see whether it arrives; `watchdog`: a sign of life. Nothing has happened then. */
  readonly purpose: 'alerts' | 'test' | 'watchdog'
}

/** An alert as a receiver is told of it. */
export interface Notice {
  readonly key: string
  readonly kind: AlertKind | 'test'
  readonly severity: Severity
  readonly state: 'firing' | 'resolved'
  /** It was told before, and nothing has changed. */
  readonly repeated: boolean
  readonly target: string
  readonly zones: readonly string[]
  readonly pools: readonly string[]
  readonly summary: string
  readonly detail: string
  /** Why it was not told before. */
  readonly heldBack?: string
  readonly firedMs: number
  readonly resolvedMs?: number
  readonly why?: string
}

const MAX_THREADS = 20
/** Of a target on which hundreds hang the first are told. */
export const MAX_NAMES = 20

/** Of one notification as JSON: what takes webhooks, mails and the input of programs should take this. */
const MOST_CHARACTERS = 200_000
const MOST_IN_SUMMARY = 500
const MOST_IN_DETAIL = 1000
/** Those that are names are never as long: they are cut only where others have made them up. */
const MOST_IN_NAME = 2048
const MOST_IN_TITLE = 400
/** What stands behind it in a title has room, too. */
const MOST_IN_FIRST = 300

export interface Envelope {
  readonly id: string
  readonly receiver: string
  readonly node: string
  readonly madeMs: number
}

/** The first of these, so many that their notification keeps its bound. */
export function fittingInOne(alerts: readonly Alert[]): readonly Alert[] {
  let characters = 0
  const end = alerts.findIndex((alert) => {
    characters += JSON.stringify(noticeOf(alert, undefined)).length
    return characters > MOST_CHARACTERS
  })
  return end < 0 ? alerts : alerts.slice(0, Math.max(1, end))
}

/** `toldOf` by the id of an alert, as it was before this one; `more`: how many follow. */
export function notificationOf(
  envelope: Envelope,
  alerts: readonly Alert[],
  toldOf: (alert: number) => Told | undefined,
  more = 0,
): Notification {
  const threads = new Set(alerts.flatMap(({ id }) => toldOf(id)?.thread ?? []))
  return {
    ...envelope,
    alerts: alerts.map((alert) => noticeOf(alert, toldOf(alert.id))),
    ...(more > 0 ? { more } : {}),
    threads: [...threads].slice(-MAX_THREADS),
    purpose: 'alerts',
  }
}

/** What a receiver has been told once it has this notification. */
export function toldBy(
  { id, receiver, madeMs }: Envelope,
  alerts: readonly Alert[],
  toldOf: (alert: number) => Told | undefined,
): Told[] {
  return alerts.map((alert) => ({
    receiver,
    alert: alert.id,
    thread: toldOf(alert.id)?.thread ?? id,
    atMs: madeMs,
    over: alert.resolved !== undefined,
  }))
}

export function testOf(envelope: Envelope): Notification {
  const notice: Notice = {
    key: 'test',
    kind: 'test',
    severity: 'info',
    state: 'firing',
    repeated: false,
    target: 'self',
    zones: [],
    pools: [],
    summary: 'this is a test: nothing has happened',
    detail: `asked for by failover alerts test ${envelope.receiver}`,
    firedMs: envelope.madeMs,
  }
  return { ...envelope, alerts: [notice], threads: [], purpose: 'test' }
}

export function beatOf(envelope: Envelope): Notification {
  return { ...envelope, alerts: [], threads: [], purpose: 'watchdog' }
}

/** Of what fires; of what is over when nothing does. */
export function severityOf({ alerts }: Notification): Severity {
  const firing = alerts.filter(({ state }) => state === 'firing')
  return worst((firing.length > 0 ? firing : alerts).map(({ severity }) => severity))
}

export function countOf({ alerts }: Notification, state: Notice['state']): number {
  return alerts.filter((notice) => notice.state === state).length
}

/** `CRITICAL: nothing is healthy in www.corp.example. A, and 2 more; 1 resolved`: one line that says what matters most. */
export function titleOf(notification: Notification): string {
  return clip(wholeTitleOf(notification), MOST_IN_TITLE)
}

function wholeTitleOf(notification: Notification): string {
  const { alerts, purpose, more: following = 0 } = notification
  const [firing, resolved] = [countOf(notification, 'firing'), countOf(notification, 'resolved')]
  const first = alerts[0]
  if (first === undefined) return 'failover is alive'
  if (purpose === 'test') return `TEST: ${first.summary}`
  const more = (count: number): string => (count > 1 ? `, and ${count - 1} more` : '')
  const follow = following > 0 ? `; ${following} follow` : ''
  if (firing === 0) return `RESOLVED: ${clip(first.summary, MOST_IN_FIRST)}${more(resolved)}${follow}`
  const still = alerts.every(({ state, repeated }) => state === 'resolved' || repeated) ? 'STILL ' : ''
  const over = resolved > 0 ? `; ${resolved} resolved` : ''
  return `${still}${severityOf(notification).toUpperCase()}: ${clip(first.summary, MOST_IN_FIRST)}${more(firing)}${over}${follow}`
}

function noticeOf(alert: Alert, told: Told | undefined): Notice {
  const { key, kind, severity, target, zones, pools, summary, detail, firedMs, resolved, hold } = alert
  return {
    key: clip(key, MOST_IN_NAME),
    kind,
    severity,
    state: resolved === undefined ? 'firing' : 'resolved',
    repeated: resolved === undefined && told !== undefined && told.lostMs === undefined,
    target: clip(target, MOST_IN_NAME),
    zones: zones.slice(0, MAX_NAMES).map((one) => clip(one, MOST_IN_NAME)),
    pools: pools.slice(0, MAX_NAMES).map((one) => clip(one, MOST_IN_NAME)),
    summary: clip(oneLine(summary), MOST_IN_SUMMARY),
    detail: clip(oneLine(detail), MOST_IN_DETAIL),
    ...(hold === undefined ? {} : { heldBack: clip(oneLine(hold.why), MOST_IN_SUMMARY) }),
    firedMs,
    ...(resolved === undefined
      ? {}
      : { resolvedMs: resolved.atMs, why: clip(oneLine(resolved.why), MOST_IN_SUMMARY) }),
  }
}

/** What people and servers have written goes into header fields and terminals. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** As much as it has come: `3 h 20 min`. */
export function lastedText({ firedMs, resolvedMs = firedMs }: Notice): string {
  const seconds = Math.max(0, Math.round((resolvedMs - firedMs) / 1000))
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24]
  const minutes = Math.floor(seconds / 60) % 60
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}

export function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
