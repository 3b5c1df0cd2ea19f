// Every route of the API with what it takes and gives, in words and by the very schemas that check requests.
import type * as z from 'zod'
import type { ComponentName } from '../schemas/components.ts'
import { explainQuery, exportQuery } from './app-queries.ts'
import { backupQuery } from './backup.ts'
import { eventsQuery } from './events.ts'
import { historyQuery } from './history.ts'
import { decreeOrDryRun, failbackBody, undoBody } from './overrides.ts'
import { reportBody } from './reports.ts'
import { outcomesQuery, samplesQuery } from './series.ts'
import { simulateBody } from './simulate.ts'
import { revokeBody, tokenBody } from './tokens.ts'

/** The groups of operations. */
export const TAGS = {
  state: 'What is declared, measured and answered.',
  overrides: 'What people decree, and what that would change.',
  history: 'What has changed, when and why.',
  zones: 'Zone files and the zones that were made of them.',
  alerts: 'What fires, and who is told.',
  tokens: 'Who may ask from other machines.',
  node: 'The process itself.',
} as const

export interface Operation {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it: `/v1/zones/{origin}/export`. */
  readonly path: string
  /** What a generated client calls it; stable. */
  readonly id: string
  readonly tag: keyof typeof TAGS
  readonly summary: string
  /** What comes with 200. */
  readonly answer: string
  /** What that is as JSON, or, of server-sent events, the data of one; `none`: it is text only. An entry of schemas/components.ts. */
  readonly schema: ComponentName | 'none'
  /** `application/json` when not said; of several the first is what is sent to who accepts anything. */
  readonly types?: readonly string[]
  readonly query?: z.ZodType
  /** Keys of the query that may be given more than once. */
  readonly repeated?: readonly string[]
  readonly body?: z.ZodType
  /** Statuses of refusals, beside those that every request of its form can meet. */
  readonly refusals?: readonly number[]
  /**
   * That of a token that it needs; by its method where it is not said. `read, to change operate`: the route lets a dry
   * run pass, and has to refuse the rest by itself (`mayOnlyRead`).
   */
  readonly scope?: 'read' | 'read, to change operate'
  /** `false`: although it is no GET, it changes nothing that a person decides, and is not audited. */
  readonly isChange?: false
  /** It has an ETag, and answers 304. */
  readonly hasTag?: true
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
    id: 'describeApi',
    tag: 'node',
    schema: 'OpenApi',
    summary: 'this description',
    answer: 'OpenAPI 3.1',
  },
  {
    method: 'get',
    path: '/v1/whoami',
    id: 'whoAmI',
    tag: 'tokens',
    schema: 'TokenBearer',
    summary: 'as whom one is known here, and what one may do',
    answer:
      'the name of the token, or the user at the other end of the socket; its scope; endsAtMs, where the token ends',
  },
  {
    method: 'get',
    path: '/v1/status',
    id: 'getStatus',
    tag: 'state',
    schema: 'Status',
    summary: 'what is up, what is answered, and why',
    answer: 'the status; its ETag changes with a state or an answer; 304 when If-None-Match has it',
    hasTag: true,
  },
  {
    method: 'get',
    path: '/v1/findings',
    id: 'getFindings',
    tag: 'zones',
    schema: 'FindingsReport',
    summary: 'what is wrong with the zone files, also with those of which no zone is in service',
    answer: 'the findings by file, each with its place and the text of the line',
  },
  {
    method: 'get',
    path: '/v1/explain',
    id: 'explain',
    tag: 'state',
    schema: 'Explanation',
    summary: 'every step from what the zone file declares to what is answered, now or at a past instant',
    answer: 'the steps and the answer; with at also what is not known of that time',
    query: explainQuery,
    refusals: [503],
  },
  {
    method: 'get',
    path: '/v1/zones/{origin}/export',
    id: 'exportZone',
    tag: 'zones',
    schema: 'ZoneExport',
    summary: 'a zone as plain text: as it is answered now, or as its file declares it',
    answer: 'the zone',
    types: ['text/plain', 'application/json'],
    query: exportQuery,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/pools/{name}/{type}/failback',
    id: 'failback',
    tag: 'overrides',
    schema: 'FailbackReport',
    summary: 'let a pool that waits go back to its better tier now',
    answer: 'what the pool answered and answers now; with dryRun, what it would',
    body: failbackBody,
    refusals: [404, 409],
    scope: 'read, to change operate',
  },
  {
    method: 'post',
    path: '/v1/reload',
    id: 'reload',
    tag: 'zones',
    schema: 'ReloadReport',
    summary: 'read the zone files again',
    answer: 'what came of each file',
  },
  {
    method: 'get',
    path: '/v1/events',
    id: 'followEvents',
    tag: 'history',
    schema: 'TransitionReport',
    summary: 'transitions as they happen, after Last-Event-ID',
    answer: 'server-sent events',
    types: ['text/event-stream'],
    query: eventsQuery,
    refusals: [503],
  },
  {
    method: 'get',
    path: '/v1/history',
    id: 'readHistory',
    tag: 'history',
    schema: 'HistoryReport',
    summary: 'the transitions, newest first, a page at a time',
    answer: 'a page; next is the cursor of the page that follows',
    query: historyQuery,
    refusals: [503],
  },
  {
    method: 'get',
    path: '/v1/outcomes',
    id: 'readOutcomes',
    tag: 'history',
    schema: 'OutcomesReport',
    summary: 'the last probes of 1 to 100 targets, oldest first, 60 of each',
    answer: 'the outcomes by target; unknown has what is no target, and 404 comes when all are',
    query: outcomesQuery,
    repeated: ['target'],
    refusals: [404],
  },
  {
    method: 'get',
    path: '/v1/samples',
    id: 'readSamples',
    tag: 'history',
    schema: 'SamplesReport',
    summary: 'the stored latency history of one target, oldest first, a page at a time',
    answer: 'a page; nextMs is the since of the page that follows',
    query: samplesQuery,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/overrides',
    id: 'decree',
    tag: 'overrides',
    schema: 'DecreeReport',
    summary: 'drain, force down or force up; a dry run needs neither why nor for or until',
    answer: 'the override, and what it changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: decreeOrDryRun,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/overrides/undo',
    id: 'undo',
    tag: 'overrides',
    schema: 'UndoReport',
    summary: 'end overrides before their time',
    answer: 'those that have ended, and what that changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: undoBody,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/simulate',
    id: 'simulate',
    tag: 'overrides',
    schema: 'SimulateReport',
    summary: 'what would be answered with targets down, or, on the socket, by another zone file',
    answer: 'what each pool answers now and then; nothing is changed',
    scope: 'read',
    body: simulateBody,
    isChange: false,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/v1/reports/{target}',
    id: 'report',
    tag: 'state',
    schema: 'ReportReceipt',
    summary: 'say that a target of a push check is well, or why it is not',
    answer: 'the targets for which it was taken',
    body: reportBody,
    isChange: false,
    refusals: [404, 503],
  },
  {
    method: 'get',
    path: '/v1/alerts',
    id: 'listAlerts',
    tag: 'alerts',
    schema: 'AlertsReport',
    summary: 'the alerts that are firing, and how it goes with those who are told',
    answer: 'the alerts, the worst first, and the receivers',
  },
  {
    method: 'post',
    path: '/v1/alerts/receivers/{receiver}/test',
    id: 'testAlert',
    tag: 'alerts',
    schema: 'AlertTestReport',
    summary: 'send a receiver a notification that says that it is a test',
    answer: 'what became of it',
    refusals: [404],
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'readMetrics',
    tag: 'node',
    schema: 'none',
    summary: 'metrics for Prometheus',
    answer: 'the text format of Prometheus',
    types: ['text/plain'],
  },
  {
    method: 'post',
    path: '/v1/backup',
    id: 'backup',
    tag: 'node',
    schema: 'BackupReport',
    summary: 'copy the database to a file of this machine',
    answer: 'the file and its size',
    query: backupQuery,
    refusals: [409, 503],
    isLocal: true,
  },
  {
    method: 'get',
    path: '/v1/tokens',
    id: 'listTokens',
    tag: 'tokens',
    schema: 'TokenList',
    summary: 'every token, without its secret',
    answer: 'the tokens',
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens',
    id: 'createToken',
    tag: 'tokens',
    schema: 'NewToken',
    summary: 'make a token',
    answer: 'the token, and its secret, which is told this once',
    body: tokenBody,
    refusals: [409, 503],
    isLocal: true,
  },
  {
    method: 'post',
    path: '/v1/tokens/revoke',
    id: 'revokeToken',
    tag: 'tokens',
    schema: 'RevokeReport',
    summary: 'take a token back',
    answer: 'the token that was revoked',
    body: revokeBody,
    refusals: [404, 503],
    isLocal: true,
  },
]

const HARMLESS = OPERATIONS.filter(({ scope }) => scope !== undefined).map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))
