// A web server in the process of the test that answers as late as it is told.
import { once } from 'node:events'
import http from 'node:http'
import type { TestContext } from 'node:test'

export interface SlowServer {
  /** How long it waits before it answers; at first not at all. */
  delayMs: number
  /** Resolves when a request has come. */
  readonly nextRequest: () => Promise<unknown>
}

/** Closed after the test. */
export async function startSlowServer(t: TestContext, address: string, port: number): Promise<SlowServer> {
  const server = http.createServer()
  const slow: SlowServer = { delayMs: 0, nextRequest: () => once(server, 'request') }
  server.on('request', (_, response) => setTimeout(() => response.end(), slow.delayMs))
  server.listen(port, address)
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return slow
}
