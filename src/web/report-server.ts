// Listens for reports from other machines, on the addresses that the configuration names: off unless it names some.
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import type { Operator } from '../control/operator.ts'
import { type SecretForm, secretFile } from '../probe/options/secret-file.ts'
import { type Api, closeServer } from './api.ts'
import { createReportApp } from './report-app.ts'

export interface ReportServerOptions {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  /** Absolute path; it is read again when it changes. */
  readonly tokenFile: string
  /** Names of this node, absolute and in lower case. */
  readonly hosts: readonly string[]
  readonly operator: Pick<Operator, 'takeReport'>
  readonly log: Logger
  /** For a whole request, however slowly it drips in, and for the next one on its connection. */
  readonly timeoutMs?: number
}

const MAX_CONNECTIONS = 256
const MAX_HEADER_OCTETS = 8192
const TIMEOUT_MS = 5000

/** What RFC 6750 §2.1 lets a bearer token be; too long to be guessed. */
const TOKEN: SecretForm = {
  pattern: /^[\w.~+/-]{16,}=*$/,
  sentence: 'has no token of 16 or more letters, digits and -._~+/',
}

export async function startReportServer(
  options: ReportServerOptions,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const read = secretFile(TOKEN).read(options.tokenFile)
  if ('refusal' in read) return { problem: `push: the token ${read.refusal}` }
  const token = (): string => read.value?.() ?? ''
  const listener = getRequestListener(createReportApp({ ...options, token }).fetch)
  const servers: Server[] = []
  const api: Api = { close: async () => void (await Promise.all(servers.map(closeServer))) }
  for (const { address, port } of options.listen) {
    const server = createServer(limits(options.timeoutMs ?? TIMEOUT_MS), listener)
    server.maxConnections = MAX_CONNECTIONS
    const problem = await listenOn(server, address, port)
    if (problem !== undefined) {
      await api.close()
      return { problem: `push: cannot listen on ${address} port ${port}: ${problem}` }
    }
    server.on('error', (error) => options.log.error({ err: error }, 'report socket failed'))
    servers.push(server)
  }
  return { api }
}

function limits(timeoutMs: number): ServerOptions {
  return {
    maxHeaderSize: MAX_HEADER_OCTETS,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    keepAliveTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 1000),
  }
}

/** The error code; undefined when it listens. */
async function listenOn(server: Server, address: string, port: number): Promise<string | undefined> {
  try {
    await once(server.listen({ host: address, port, ipv6Only: true }), 'listening')
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}
