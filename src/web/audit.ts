// What is written down of requests: each one at debug, and at info who has changed what, and from where.
import type { Context } from 'hono'
import type { Logger } from 'pino'
import { socketOf, type UserOf, whoAsks } from './listen/who.ts'
import type { RouteTable } from './route-table.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** What exactly is changed, when the path does not tell. */
    readonly change: object | undefined
    /** Nothing is changed, although the operation could. */
    readonly isDryRun: boolean | undefined
  }
}

export interface Auditing {
  readonly log: Logger
  readonly table: RouteTable
  readonly userOf: UserOf
}

/** Call when the answer is known. Queries and bodies are left out: a route says itself what of them may be written down. */
export function audit(context: Context, { log, table, userOf }: Auditing, tookMs: number): void {
  const { method, path } = context.req
  const { status } = context.res
  const request = { requestId: context.get('requestId'), method, path, status, from: originOf(context) }
  log.debug({ ...request, tookMs: Math.round(tookMs * 10) / 10 }, 'request')
  const operation = table.operationAt(method, path)
  if (status !== 200 || operation?.method !== 'post' || operation.isChange === false) return
  if (context.get('isDryRun') === true) return
  const change = context.get('change')
  const who = whoAsks(context, userOf)
  log.info({ ...request, who, ...(change === undefined ? {} : { change }) }, 'changed over the API')
}

function originOf(context: Context): string {
  return socketOf(context)?.remoteAddress ?? 'unix socket'
}
