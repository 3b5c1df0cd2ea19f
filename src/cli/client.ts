// Asks the daemon over its Unix socket; every way in which that can fail is an exit code and a sentence.
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { ProblemDetails } from '../web/routes/problem.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'

/** A daemon that loads big zones may take a while over a reload. */
const ANSWER_TIMEOUT_MS = 30_000
/** Every 15 s a stream shows that the daemon is there: with three of these missed, it hangs. */
const SILENT_STREAM_MS = 45_000
/** For what the daemon finds out in a thread that reads whole zones, perhaps after others. */
export const PATIENT_MS = 300_000
const MAX_ANSWER_BYTES = 1 << 28

export type Asked<Answer> = { readonly answer: Answer } | Unanswered

export interface Unanswered {
  readonly code: ExitCode
  readonly problems: readonly string[]
  /** That of HTTP, when the daemon has refused; absent: it gave no answer. */
  readonly status?: number
}

export interface AskOptions {
  readonly timeoutMs?: number
  /** Nobody waits for the answer any more. */
  readonly signal?: AbortSignal
  /** Octets of the answer so far, and of how many if that is known. */
  readonly onReceived?: (octets: number, of: number | undefined) => void
}

/** `Answer` is what this version's daemon sends on that path; the two come from one package. */
export async function ask<Answer>(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  { timeoutMs = ANSWER_TIMEOUT_MS, signal, onReceived }: AskOptions = {},
): Promise<Asked<Answer>> {
  const late = AbortSignal.timeout(timeoutMs)
  const ended = signal === undefined ? late : AbortSignal.any([late, signal])
  try {
    const response = await send(socketPath, { method, path, signal: ended }, body)
    const answer: unknown = JSON.parse(await textOf(response, onReceived))
    return response.statusCode === 200 ? { answer: answer as Answer } : refused(answer as ProblemDetails)
  } catch (error) {
    return unreachable(error as NodeJS.ErrnoException, socketPath, timeoutMs)
  }
}

/** Whether it is of no use to ask again: a request that is refused as such, but not for the number of them. */
export function isFinal({ status }: Unanswered): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429
}

/** A stream that goes on until either side ends it, or the daemon is silent. */
export async function openStream(
  socketPath: string,
  path: string,
  signal: AbortSignal,
  silentMs = SILENT_STREAM_MS,
): Promise<Asked<IncomingMessage>> {
  try {
    const headers = { accept: 'text/event-stream' }
    const how = { path, headers, signal, timeout: silentMs }
    const response = await send(socketPath, how, undefined)
    if (response.statusCode === 200) return { answer: response }
    return refused(JSON.parse(await textOf(response)) as ProblemDetails)
  } catch (error) {
    return unreachable(error as NodeJS.ErrnoException, socketPath, silentMs)
  }
}

function send(socketPath: string, how: RequestOptions, body: unknown): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  // A connection that is kept for the next question may be closed by the daemon just as that is sent.
  const asked = request(
    { socketPath, agent: false, headers: { accept: 'application/json' }, ...how },
    resolve,
  )
  asked
    .on('error', reject)
    .on('timeout', () => asked.destroy(new DOMException('nothing came', 'TimeoutError')))
    .end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

async function textOf(response: IncomingMessage, onReceived?: AskOptions['onReceived']): Promise<string> {
  const length = Number(response.headers['content-length'])
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size > MAX_ANSWER_BYTES) throw new Error(`its answer has more than ${MAX_ANSWER_BYTES} octets`)
    chunks.push(chunk as Buffer)
    onReceived?.(size, Number.isInteger(length) ? length : undefined)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refused({ status, detail, problems = [] }: ProblemDetails): Unanswered {
  const code = status === 400 ? EXIT.usage.code : EXIT.refused.code
  return { code, problems: [detail, ...problems], status }
}

function unreachable(error: NodeJS.ErrnoException, socketPath: string, timeoutMs: number): Unanswered {
  const problem = {
    ENOENT: `no daemon is running: there is no socket ${socketPath}; start one with "failover serve", or name its --config`,
    ECONNREFUSED: `no daemon is running: nobody answers on ${socketPath}; start one with "failover serve"`,
    EACCES: `not allowed to use ${socketPath}: only the user that runs the daemon is`,
  }[error.code ?? '']
  const timeout = error.name === 'TimeoutError' || error.name === 'AbortError'
  const other = timeout ? `no answer within ${timeoutMs / 1000}s` : error.message
  return {
    code: EXIT.unreachable.code,
    problems: [problem ?? `the daemon on ${socketPath} gave no usable answer: ${other}`],
  }
}
