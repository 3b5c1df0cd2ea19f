// `failover history --follow`: what is in the history, then what comes into it, as it happens; over restarts of the daemon, too.
import { setTimeout as pause } from 'node:timers/promises'
import type { HistoryReport, TransitionReport } from '../control/operator.ts'
import { type Asked, ask, isFinal, type Unanswered } from './client.ts'
import { type EventIds, openEvents } from './events.ts'

/** A daemon that is gone, or has no room, is looked for so often. */
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
  /** That nothing can be told, why, and that it can again. */
  readonly note: (sentence: string) => void
  readonly signal: AbortSignal
}

/**
 * Until the signal comes, or the daemon refuses: at first for whatever reason, for then a person is there to mend it, later only for
 * one that no waiting mends. The events say that something has happened; what of it is wanted the history says.
 */
export async function follow(followed: Followed): Promise<Unanswered | undefined> {
  const { socketPath, signal } = followed
  const notes = new Notes(followed.note)
  let { after } = followed
  let hasBegun = false
  while (!signal.aborted) {
    const stream = await openEvents(socketPath, after, signal)
    let missed: Unanswered | undefined
    if ('answer' in stream) {
      hasBegun = true
      notes.isBack()
      const told = await tellNews(followed, stream.answer, after)
      after = told.after
      missed = told.missed
    } else missed = stream
    if (signal.aborted) return undefined
    const isRefusal = missed?.status !== undefined
    if (missed !== undefined && isRefusal && (!hasBegun || isFinal(missed))) return missed
    notes.waits(isRefusal ? missed : undefined)
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

/** Each state is noted once, however often it is found. */
class Notes {
  readonly #note: (sentence: string) => void
  #last: string | undefined

  constructor(note: (sentence: string) => void) {
    this.#note = note
  }

  waits(refusal: Unanswered | undefined): void {
    const sentence =
      refusal === undefined
        ? 'the daemon does not answer; waiting for it'
        : `${refusal.problems.join('; ')}; trying again`
    if (sentence !== this.#last) this.#note(sentence)
    this.#last = sentence
  }

  isBack(): void {
    if (this.#last !== undefined) this.#note('the daemon is back')
    this.#last = undefined
  }
}

interface Told {
  /** What is newest now. */
  readonly after: number
  /** Why the history did not say what happened; absent: the stream has ended. */
  readonly missed?: Unanswered
}

async function tellNews(followed: Followed, events: EventIds, begin: number): Promise<Told> {
  let after = begin
  for await (const ids of events) {
    const news = await since(followed, after)
    // The stream is begun anew behind what was told: it says again that there is more.
    if (!('answer' in news)) return { after, missed: news }
    if (news.answer.length > 0) followed.tell(news.answer)
    after = Math.max(after, news.answer.at(-1)?.id ?? 0, ...ids)
  }
  return { after }
}

async function since(
  { socketPath, query, signal }: Followed,
  after: number,
): Promise<Asked<TransitionReport[]>> {
  const found: TransitionReport[] = []
  const wanted = new URLSearchParams(query)
  for (let page = 0; page < MAX_PAGES; page++) {
    const asked = await ask<HistoryReport>(socketPath, 'GET', `/v1/history?${wanted}`, undefined, { signal })
    if (!('answer' in asked)) return asked
    const { transitions, next } = asked.answer
    found.push(...transitions.filter(({ id }) => id > after))
    if (next === undefined || next <= after || transitions.some(({ id }) => id <= after)) break
    wanted.set('cursor', String(next))
  }
  return { answer: found.reverse() }
}
