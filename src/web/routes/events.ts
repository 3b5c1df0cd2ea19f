// GET /v1/events: transitions as they happen, as server-sent events, from where the client has left off.
//
// Nothing is kept for a client but its cursor: whoever reads slowly, or comes back, is answered from the database.
import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Hono } from 'hono'
import * as z from 'zod'
import type { EventsReport, Operator, OperatorProblem, TransitionReport } from '../../control/operator.ts'
import { type NoPlace, Places } from '../listen/places.ts'
import { type UserOf, whoAsks } from '../listen/who.ts'
import { badRequest, refusal } from './answers.ts'
import { type ProblemCode, problemResponse } from './problem.ts'

export const MAX_STREAMS = 64
/** A person may have some pages open, and a program lose connections that it has not noticed yet. */
export const MAX_STREAMS_OF_ONE = 16
const MAX_EVENTS_AT_ONCE = 100
/** A look costs some microseconds: the newest id is the end of an index. */
const LOOK_EVERY_MS = 200
/** So that proxies keep the connection, and dead ones are noticed. */
const SIGN_OF_LIFE_MS = 15_000
/** A client that takes nothing for so long has its place taken. */
const STALLED_AFTER_MS = 60_000
/** What a browser waits before it comes back. */
const RETRY_MS = 1000

/** The header is Last-Event-ID; a query is for those who cannot send it with their first request. */
export const eventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'expected the id of an event' })
    .transform(Number)
    .describe('The id of the last event that is known; absent: the newest that there is.')
    .exactOptional(),
})

export interface EventOptions {
  readonly userOf?: UserOf | undefined
  readonly signOfLifeMs?: number
  readonly stalledAfterMs?: number
}

export function addEvents(app: Hono, operator: Pick<Operator, 'events'>, options: EventOptions = {}): void {
  const { userOf = () => undefined } = options
  const places = new Places(MAX_STREAMS, MAX_STREAMS_OF_ONE)
  app.get('/v1/events', (context) => {
    const last = context.req.header('last-event-id')
    const query = eventsQuery.safeParse({ ...context.req.query(), ...(last ? { after: last } : {}) })
    if (!query.success) return badRequest('where to go on cannot be understood', query.error)
    const begin = operator.events({ ...query.data, limit: 1 })
    if ('problem' in begin) return refusal(begin)
    const who = whoAsks(context, userOf)
    const refused = places.take(who)
    if (refused !== undefined) return refusedFor(refused, who)
    const { outgoing } = context.env as { readonly outgoing: ServerResponse }
    // Of every response, also one to HEAD, whose body nobody reads.
    outgoing.once('close', () => places.giveBack(who))
    const isAllowed = context.get('isStillBearer') ?? (() => true)
    const news = (after: number) =>
      isAllowed() ? operator.events({ after, limit: MAX_EVENTS_AT_ONCE }) : undefined
    const body = streamOf(news, begin.after, outgoing, options)
    return context.body(body, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  })
}

function refusedFor(reason: NoPlace, who: string): Response {
  const [code, remedy] = REFUSALS[reason]
  return problemResponse(code, remedy(who))
}

const REFUSALS: Readonly<Record<NoPlace, readonly [ProblemCode, (who: string) => string]>> = {
  own: [
    'too-many-own-streams',
    (who) =>
      `${who} is told of events over ${MAX_STREAMS_OF_ONE} connections already: close pages that nobody looks at, end a history --follow or a status --watch, or give each client a token of its own`,
  ],
  all: [
    'too-many-streams',
    () =>
      `${MAX_STREAMS} clients are told of events already: wait until one goes, or ask GET /v1/history now and then`,
  ],
}

/** Undefined: the client may hear no more. */
type News = (after: number) => EventsReport | OperatorProblem | undefined

/** It is asked for more only when the client has taken what was sent before. */
function streamOf(
  news: News,
  begin: number,
  outgoing: ServerResponse,
  { signOfLifeMs = SIGN_OF_LIFE_MS, stalledAfterMs = STALLED_AFTER_MS }: EventOptions,
): ReadableStream<Uint8Array> {
  const stopped = new AbortController()
  let after = begin
  let stall: NodeJS.Timeout | undefined
  outgoing.once('close', () => {
    clearTimeout(stall)
    stopped.abort()
  })
  return new ReadableStream({
    start: (controller) => controller.enqueue(octetsOf(`retry: ${RETRY_MS}\n\n`)),
    pull: async (controller) => {
      clearTimeout(stall)
      const told = await newsAfter(news, after, signOfLifeMs, stopped.signal)
      if (stopped.signal.aborted) return
      if (told === undefined) return controller.close()
      after = told.at(-1)?.id ?? after
      controller.enqueue(octetsOf(told.length === 0 ? ':\n\n' : told.map(eventOf).join('')))
      stall = setTimeout(() => outgoing.destroy(), stalledAfterMs)
    },
  })
}

/** Waits for some; empty: there was nothing for so long. Undefined: there will be no more for this client. */
async function newsAfter(
  news: News,
  after: number,
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly TransitionReport[] | undefined> {
  const deadlineMs = performance.now() + patienceMs
  while (!signal.aborted) {
    const found = news(after)
    if (found === undefined || 'problem' in found) return undefined
    if (found.transitions.length > 0 || performance.now() >= deadlineMs) return found.transitions
    await pause(LOOK_EVERY_MS, undefined, { ref: false })
  }
  return undefined
}

function eventOf(transition: TransitionReport): string {
  return `id: ${transition.id}\nevent: ${transition.kind}\ndata: ${JSON.stringify(transition)}\n\n`
}

function octetsOf(text: string): Uint8Array {
  return Buffer.from(text)
}
