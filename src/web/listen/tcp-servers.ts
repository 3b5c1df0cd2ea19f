// HTTP servers on addresses that other machines reach: bounded in connections, in octets and in time.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { type Api, closeServer } from './api.ts'
import { boundsOf, TIMEOUT_MS } from './bounds.ts'
import { boundConnections } from './connection-places.ts'
import { answerMalformed, listenerOf } from './malformed.ts'

export interface TcpServerOptions {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  readonly log: Logger
  /** For a whole request, however slowly it drips in, and for the next one on its connection. */
  readonly timeoutMs?: number
  /** Absent: nothing is encrypted. */
  readonly certificate?: TlsFiles
}

/** PEM. */
export interface TlsFiles {
  readonly chain: string
  readonly key: string
}

export type StartedServers =
  | {
      readonly api: Api
      /** For connections from now on. */
      readonly useCertificate: (certificate: TlsFiles) => void
    }
  | { readonly problem: string }

/** `section` is the one of failover.yaml that names the addresses, with its colon: problems begin with it. */
export async function startTcpServers(
  section: string,
  app: Hono,
  options: TcpServerOptions,
): Promise<StartedServers> {
  const listener = listenerOf(app)
  const servers: Server[] = []
  const api: Api = { close: async () => void (await Promise.all(servers.map(closeServer))) }
  for (const { address, port } of options.listen) {
    const bounds = boundsOf(options.timeoutMs)
    const server =
      options.certificate === undefined
        ? createServer(bounds, listener)
        : createTlsServer({ ...bounds, ...contextOf(options.certificate) }, listener)
    answerMalformed(server)
    boundConnections(server, options.log)
    const problem = await listenOn(server, address, port)
    if (problem !== undefined) {
      await api.close()
      return { problem: `${section} cannot listen on ${address} port ${port}: ${problem}` }
    }
    server.on('error', (error) => options.log.error({ err: error, section }, 'http socket failed'))
    servers.push(server)
  }
  const useCertificate = (certificate: TlsFiles): void => {
    for (const server of servers)
      if (server instanceof TlsServer) server.setSecureContext(contextOf(certificate))
  }
  return { api, useCertificate }
}

/** RFC 9325 §3.1.1: TLS 1.2 and 1.3. */
function contextOf({ chain, key }: TlsFiles) {
  return { cert: chain, key, minVersion: 'TLSv1.2', handshakeTimeout: TIMEOUT_MS } as const
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
