// Keeps the state true: asks for the status, follows the events, fetches the outcomes of what is on the screen.
//
//   status    every 3 s, and a moment after events; with If-None-Match, so that most answers are 304
//   alerts    whenever the tag of the status is another one: it changes with them
//   events    one stream that comes back by itself
//   outcomes  every 2 s, of the targets that are on the screen, while somebody can see it
import type {
  AlertsReport,
  HistoryReport,
  OutcomesReport,
  Status,
  TransitionReport,
} from '../../control/operator.ts'
import type { Client } from '../api/client.ts'
import type { StreamEvent } from '../api/event-parser.ts'
import { followEvents, pause } from '../api/event-stream.ts'
import { problemOf } from '../api/problem.ts'
import { outcomesPath } from '../view/outcomes-path.ts'
import {
  heardAlerts,
  heardEvents,
  heardStatus,
  lostEvents,
  lostStatus,
  type State,
  withChange,
} from './state.ts'
import type { Store } from './store.ts'

const STATUS_EVERY_MS = 3000
/** While nobody answers. */
const RETRY_EVERY_MS = 1000
/** However many events come: the status of thousands of pools is not small. */
const STATUS_AT_MOST_EVERY_MS = 1000
const SHARE_OF_TIME = 3
const OUTCOMES_EVERY_MS = 2000
const PATIENCE_MS = 8000
const FIRST_CHANGES = 50

export interface Live {
  /** Something has been changed by us: look at once. */
  readonly look: () => void
  /** Ids of the targets that are on the screen. */
  readonly watch: (targets: readonly string[]) => void
  readonly stop: () => void
}

export function goLive(store: Store<State>, client: Client, onRefused: () => void): Live {
  const stopped = new AbortController()
  const { signal } = stopped
  let watched: readonly string[] = []
  const [statusBell, alertsBell, outcomeBell] = [new Bell(signal), new Bell(signal), new Bell(signal)]
  void keepStatus(store, client, statusBell, onRefused)
  void keepAlerts(store, client, alertsBell)
  void keepChanges(store, client, statusBell, signal)
  void keepOutcomes(store, client, outcomeBell, () => watched)
  const seen = (): void => {
    if (document.visibilityState !== 'visible') return
    statusBell.ring()
    outcomeBell.ring()
  }
  document.addEventListener('visibilitychange', seen)
  let tag = store.get().tag
  const forget = store.subscribe((state) => {
    if (state.tag === tag) return
    tag = state.tag
    alertsBell.ring()
  })
  return {
    look: () => statusBell.ring(),
    watch: (targets) => {
      const isNew = targets.some((id) => !watched.includes(id))
      watched = targets
      if (isNew) outcomeBell.ring()
    },
    stop: () => {
      document.removeEventListener('visibilitychange', seen)
      forget()
      stopped.abort()
    },
  }
}

/** Wakes a loop before its time. */
class Bell {
  readonly signal: AbortSignal
  #rung = new AbortController()

  constructor(signal: AbortSignal) {
    this.signal = signal
  }

  ring(): void {
    this.#rung.abort()
  }

  /** At least `leastMs`, at most `mostMs`. */
  async wait(leastMs: number, mostMs: number): Promise<void> {
    await pause(leastMs, this.signal)
    await pause(mostMs - leastMs, AbortSignal.any([this.signal, this.#rung.signal]))
    this.#rung = new AbortController()
  }
}

async function keepStatus(
  store: Store<State>,
  client: Client,
  bell: Bell,
  onRefused: () => void,
): Promise<void> {
  while (!bell.signal.aborted) {
    const beganMs = performance.now()
    const isRefused = await readStatus(store, client, bell.signal)
    if (isRefused && !bell.signal.aborted) return onRefused()
    const isLost = store.get().lost !== undefined
    // A status that takes long to come is asked for less often.
    const leastMs = Math.max(STATUS_AT_MOST_EVERY_MS, SHARE_OF_TIME * (performance.now() - beganMs))
    await bell.wait(leastMs, Math.max(leastMs, isLost ? RETRY_EVERY_MS : STATUS_EVERY_MS))
  }
}

/** True: the token is no good any more. */
async function readStatus(store: Store<State>, client: Client, signal: AbortSignal): Promise<boolean> {
  const { tag } = store.get()
  const headers = tag === undefined ? {} : { 'if-none-match': tag }
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  const asked = await client.response('/v1/status', { headers, signal: patience })
  const lose = (sentence: string): void => store.update((state) => lostStatus(state, sentence, Date.now()))
  if ('problem' in asked) lose(asked.problem.sentence)
  else if (asked.answer.status === 401) return true
  else
    try {
      const { answer } = asked
      const isSame = answer.status === 304
      const body: unknown = isSame ? undefined : await answer.json()
      if (!isSame && !answer.ok) lose(problemOf(answer.status, body).sentence)
      else {
        const etag = answer.headers.get('etag') ?? undefined
        const heard = { ...(isSame ? {} : { status: body as Status }), tag: etag, nowMs: Date.now() }
        store.update((state) => heardStatus(state, heard))
      }
    } catch {
      lose('the connection broke in the middle of an answer')
    }
  return false
}

/** They have no tag of their own: that of the status changes with them. A long page is asked for less often, as a long status is. */
async function keepAlerts(store: Store<State>, client: Client, bell: Bell): Promise<void> {
  let known: string | undefined
  while (!bell.signal.aborted) {
    const beganMs = performance.now()
    const { tag } = store.get()
    if (tag !== undefined && tag !== known) {
      const asked = await client.ask<AlertsReport>('/v1/alerts')
      if ('answer' in asked) {
        known = tag
        store.update((state) => heardAlerts(state, asked.answer))
      } else store.update((state) => ({ ...state, alertsLost: asked.problem.sentence }))
    }
    const leastMs = SHARE_OF_TIME * (performance.now() - beganMs)
    await bell.wait(leastMs, Math.max(leastMs, STATUS_EVERY_MS))
  }
}

async function keepChanges(
  store: Store<State>,
  client: Client,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const newest = await firstChanges(store, client, signal)
  if (newest === undefined) return
  const onEvent = ({ data }: StreamEvent): void => {
    const change = JSON.parse(data) as TransitionReport
    store.update((state) => ({ ...state, changes: withChange(state.changes, change) }))
    bell.ring()
  }
  const listener = {
    onOpen: () => {
      store.update(heardEvents)
      bell.ring()
    },
    onEvent,
    onLost: () => {
      store.update((state) => lostEvents(state, Date.now()))
      bell.ring()
    },
  }
  await followEvents(client, String(newest), listener, signal)
}

/** The id of the newest one; tries until somebody answers, and gives up with the token. */
async function firstChanges(
  store: Store<State>,
  client: Client,
  signal: AbortSignal,
): Promise<number | undefined> {
  while (!signal.aborted) {
    const asked = await client.ask<HistoryReport>(`/v1/history?limit=${FIRST_CHANGES}`)
    if ('answer' in asked) {
      const changes = asked.answer.transitions
      store.update((state) => ({ ...state, changes }))
      return changes[0]?.id ?? 0
    }
    if (asked.problem.status === 401) return undefined
    await pause(RETRY_EVERY_MS, signal)
  }
  return undefined
}

async function keepOutcomes(
  store: Store<State>,
  client: Client,
  bell: Bell,
  watched: () => readonly string[],
): Promise<void> {
  while (!bell.signal.aborted) {
    const ids = watched()
    if (ids.length > 0 && document.visibilityState === 'visible') {
      const asked = await client.ask<OutcomesReport>(outcomesPath(ids))
      if ('answer' in asked) {
        const outcomes = new Map(asked.answer.targets.map((one) => [one.id, one]))
        store.update((state) => ({ ...state, outcomes }))
      }
    }
    // Rows that scroll by are not asked for one by one.
    await bell.wait(ids.length === 0 ? 0 : OUTCOMES_EVERY_MS / 4, OUTCOMES_EVERY_MS)
  }
}
