// A client of the API on the Unix socket of a test's daemon, or on any other.
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import type { TestDaemon } from './daemon.ts'

export interface Asked<Body> {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Body
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  /** With one it is a POST. */
  readonly send?: unknown
}

/** `Body` is what the daemon is trusted to answer. */
export function askSocket<Body>(daemon: TestDaemon, path: string, asking?: Asking): Promise<Asked<Body>> {
  return askPath<Body>(join(daemon.folder, 'failover.sock'), path, asking)
}

export async function askPath<Body>(
  socketPath: string,
  path: string,
  { headers = {}, send }: Asking = {},
): Promise<Asked<Body>> {
  const method = send === undefined ? 'GET' : 'POST'
  const asked = request({ socketPath, path, method, headers, agent: false })
  asked.end(send === undefined ? undefined : JSON.stringify(send))
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const text = (await response.setEncoding('utf8').toArray()).join('')
  return { status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) as Body }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
