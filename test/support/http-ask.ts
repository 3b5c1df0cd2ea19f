// One HTTP request over a Unix socket or TCP, on a connection of its own, and all of its answer.
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Reads no further when the answer has this in it: for answers that do not end. */
  readonly until?: string
}

export type Door =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly localAddress?: string }

export interface Told {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export async function askHttp(
  door: Door,
  { method = 'GET', path, headers = {}, body, until }: Asked,
): Promise<Told> {
  const signal = AbortSignal.timeout(10_000)
  const sent = request({ ...door, method, path, headers, agent: false, signal }).end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk
    if (until !== undefined && text.includes(until)) break
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
