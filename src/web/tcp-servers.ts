// HTTP servers on addresses that other machines reach: bounded in connections, in octets and in time.
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { type Api, closeServer } from './api.ts'

export interface TcpServerOptions {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  readonly log: Logger
  /** For a whole request, however slowly it drips in, and for the next one on its connection. */
  readonly timeoutMs?: number
}

const MAX_CONNECTIONS = 256
const MAX_HEADER_OCTETS = 8192
const TIMEOUT_MS = 5000

/** `section` is the one of failover.yaml that names the addresses, with its colon: problems begin with it. */
export async function startTcpServers(
  section: string,
  app: Hono,
  options: TcpServerOptions,
): Promise<{ readonly api: Api } | { readonly problem: string }> {
  const listener = getRequestListener(app.fetch)
  const servers: Server[] = []
  const api: Api = { close: async () => void (await Promise.all(servers.map(closeServer))) }
  for (const { address, port } of options.listen) {
    const server = createServer(limits(options.timeoutMs ?? TIMEOUT_MS), listener)
    server.maxConnections = MAX_CONNECTIONS
    const problem = await listenOn(server, address, port)
    if (problem !== undefined) {
      await api.close()
      return { problem: `${section} cannot listen on ${address} port ${port}: ${problem}` }
    }
    server.on('error', (error) => options.log.error({ err: error, section }, 'http socket failed'))
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
