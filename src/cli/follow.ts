// `failover history --follow`: what is in the history, then what comes into it, as it happens; over restarts of the daemon, too.
import { setTimeout as pause } from 'node:timers/promises'
import type { HistoryReport, TransitionReport } from '../control/operator.ts'
import { type Asked, ask } from './client.ts'
import { openEvents } from './events.ts'

/** A daemon that is gone is looked for so often. */
const LOOK_EVERY_MS = 1000
/** A page looks at 10 000 rows at most and may be empty. */
const MAX_PAGES = 100_000

export interface Followed {
  readonly socketPath: string
  /** What `GET /v1/history` is asked for, but for limit and cursor. */
  readonly query: URLSearchParams
  /** The newest that was told before. */
  readonly after: number
  /** Oldest first, and never empty. */
  readonly tell: (transitions: readonly TransitionReport[]) => void
  /** That the daemon is gone, and that it is back. */
  readonly note: (sentence: string) => void
  readonly signal: AbortSignal
}

/** Until the signal comes. The events say that something has happened; what of it is wanted the history says. */
export async function follow(followed: Followed): Promise<void> {
  const { socketPath, note, signal } = followed
  let { after } = followed
  let isGone = false
  while (!signal.aborted) {
    const stream = await openEvents(socketPath, after, signal)
    if ('answer' in stream) {
      if (isGone) note('the daemon is back')
      isGone = false
      for await (const text of stream.answer) after = await tellNews(followed, text, after)
    }
    if (signal.aborted) return
    if (!isGone) note('the daemon does not answer; waiting for it')
    isGone = true
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** What is newest now. */
async function tellNews(followed: Followed, text: string, after: number): Promise<number> {
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  if (ids.length === 0) return after
  const news = await since(followed, after)
  if (!('answer' in news)) return after
  if (news.answer.length > 0) followed.tell(news.answer)
  return Math.max(after, news.answer.at(-1)?.id ?? 0, ...ids)
}

async function since({ socketPath, query }: Followed, after: number): Promise<Asked<TransitionReport[]>> {
  const found: TransitionReport[] = []
  const wanted = new URLSearchParams(query)
  for (let page = 0; page < MAX_PAGES; page++) {
    const asked = await ask<HistoryReport>(socketPath, 'GET', `/v1/history?${wanted}`)
    if (!('answer' in asked)) return asked
    const { transitions, next } = asked.answer
    found.push(...transitions.filter(({ id }) => id > after))
    if (next === undefined || next <= after || transitions.some(({ id }) => id <= after)) break
    wanted.set('cursor', String(next))
  }
  return { answer: found.reverse() }
}
