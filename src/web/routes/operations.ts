// Every route of the API with what it takes and gives, in words and by the very schemas that check requests.
import type * as z from 'zod'
import { explainQuery, exportQuery } from './app-queries.ts'
import { backupQuery } from './backup.ts'
import { eventsQuery } from './events.ts'
import { historyQuery } from './history.ts'
import { decreeBody, failbackBody, undoBody } from './overrides.ts'
import { reportBody } from './reports.ts'
import { outcomesQuery, samplesQuery } from './series.ts'
import { simulateBody } from './simulate.ts'
import { revokeBody, tokenBody } from './tokens.ts'

export interface Operation {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it: `/v1/zones/{origin}/export`. */
  readonly path: string
  readonly summary: string
  /** What comes with 200. */
  readonly answer: string
  /** `application/json` when not said; of several the first is what is sent to who accepts anything. */
  readonly types?: readonly string[]
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Statuses of refusals, beside those that every request can meet. */
  readonly refusals?: readonly number[]
  /**
   * That of a token that it needs; by its method where it is not said. `read, to change operate`: the route lets a dry
   * run pass, and has to refuse the rest by itself (`mayOnlyRead`).
   */
  readonly scope?: 'read' | 'read, to change operate'
  /** Not there over TCP. */
  readonly isLocal?: true
}

/** Whether the scope `read` is enough for this request, or may be: the route decides. */
export function isHarmless(method: string, path: string): boolean {
  return HARMLESS.some((one) => one.method === method && one.pattern.test(path))
}

export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'this description',
    answer: 'OpenAPI 3.1',
  },
  {
    method: 'get',
    path: '/v1/whoami',
    summary: 'as whom one is known here, and what one may do',
    answer:
      'the name of the token, or the user at the other end of the socket; its scope; endsAtMs, where the token ends',
  },
  {
    method: 'get',
    path: '/v1/status',
    summary: 'what is up, what is answered, and why',
    answer: 'the status; its ETag changes with a state or an answer; 304 when If-None-Match has it',
  },
  {
    method: 'get',
    path: '/v1/findings',
    summary: 'what is wrong with the zone files, also with those of which no zone is in service',
    answer: 'the findings by file, each with its place and the text of the line',
  },
  {
    method: 'get',
    path: '/v1/explain',
    summary: 'every step from what the zone file declares to what is answered',
    answer: 'the steps and the answer',
    query: explainQuery,
    refusals: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/zones/{origin}/export',
    summary: 'a zone as plain text: as it is answered now, or as its file declares it',
    answer: 'the zone',
    types: ['text/plain', 'application/json'],
    query: exportQuery,
    refusals: [400, 404, 503],
  },
  {
    method: 'post',
    path: '/v1/pools/{name}/{type}/failback',
    summary: 'let a pool that waits go back to its better tier now',
    answer: 'what the pool answered and answers now; with dryRun, what it would',
    body: failbackBody,
    refusals: [400, 404, 409, 413],
    scope: 'read, to change operate',
  },
  {
    method: 'post',
    path: '/v1/reload',
    summary: 'read the zone files again',
    answer: 'what came of each file',
  },
  {
    method: 'get',
    path: '/v1/events',
    summary: 'transitions as they happen, after Last-Event-ID',
    answer: 'server-sent events',
    types: ['text/event-stream'],
    query: eventsQuery,
    refusals: [400, 503],
  },
  {
    method: 'get',
    path: '/v1/history',
    summary: 'the transitions, newest first, a page at a time',
    answer: 'a page; next is the cursor of the page that follows',
    query: historyQuery,
    refusals: [400, 503],
  },
  {
    method: 'get',
    path: '/v1/outcomes',
    summary: 'the last probes of 1 to 100 targets, oldest first, 60 of each',
    answer: 'the outcomes by target; unknown has what is no target, and 404 comes when all are',
    query: outcomesQuery,
    refusals: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/samples',
    summary: 'the stored latency history of one target, oldest first, a page at a time',
    answer: 'a page; nextMs is the since of the page that follows',
    query: samplesQuery,
    refusals: [400, 404, 503],
  },
  {
    method: 'post',
    path: '/v1/overrides',
    summary: 'drain, force down or force up; a dry run needs neither why nor for or until',
    answer: 'the override, and what it changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: decreeBody,
    refusals: [400, 404, 409, 413, 503],
  },
  {
    method: 'post',
    path: '/v1/overrides/undo',
    summary: 'end overrides before their time',
    answer: 'those that have ended, and what that changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: undoBody,
    refusals: [400, 404, 413, 503],
  },
  {
    method: 'post',
    path: '/v1/simulate',
    summary: 'what would be answered with targets down, or, on the socket, by another zone file',
    answer: 'what each pool answers now and then; nothing is changed',
    scope: 'read',
    body: simulateBody,
    refusals: [400, 403, 404, 413, 503],
  },
  {
    method: 'post',
    path: '/v1/reports/{target}',
    summary: 'say that a target of a push check is well, or why it is not',
    answer: 'the targets for which it was taken',
    body: reportBody,
    refusals: [400, 404, 409, 413],
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'metrics for Prometheus',
    answer: 'the text format of Prometheus',
    types: ['text/plain'],
  },
  {
    method: 'post',
    path: '/v1/backup',
    summary: 'copy the database to a file of this machine',
    answer: 'the file and its size',
    query: backupQuery,
    refusals: [400, 409, 503],
    isLocal: true,
  },
  {
    method: 'get',
    path: '/v1/tokens',
    summary: 'every token, without its secret',
    answer: 'the tokens',
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens',
    summary: 'make a token',
    answer: 'the token, and its secret, which is told this once',
    body: tokenBody,
    refusals: [400, 409, 413, 503],
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens/revoke',
    summary: 'take a token back',
    answer: 'the token that was revoked',
    body: revokeBody,
    refusals: [400, 404, 413, 503],
    isLocal: true,
  },
]

const HARMLESS = OPERATIONS.filter(({ scope }) => scope !== undefined).map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))
