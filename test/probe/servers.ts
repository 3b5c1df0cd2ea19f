// Servers on loopback for the probe tests; each says when all of its connections are closed.
import dgram from 'node:dgram'
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'

export interface TestServer {
  readonly port: number
  /** Resolves when a client's connection has come (a datagram, for UDP). */
  readonly reached: Promise<unknown>
  /** Resolves when no client is connected any more; at once for UDP, which has no connections. */
  allClosed(): Promise<void>
  close(): Promise<void>
}

export function tcpServer(
  onSocket: (socket: net.Socket) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<TestServer> {
  return listen(net.createServer(onSocket), host, port)
}

export function tlsServer(
  credentials: tls.TlsOptions,
  onSocket: (socket: tls.TLSSocket) => void,
  host = '127.0.0.1',
): Promise<TestServer> {
  return listen(tls.createServer(credentials, onSocket), host)
}

export function httpServer(handler: http.RequestListener, host = '127.0.0.1'): Promise<TestServer> {
  return listen(http.createServer(handler), host)
}

export function httpsServer(
  credentials: https.ServerOptions,
  handler: http.RequestListener,
  host = '127.0.0.1',
): Promise<TestServer> {
  return listen(https.createServer(credentials, handler), host)
}

/** Over TLS; speaks HTTP/1.1 too with `allowHTTP1`. */
export function http2Server(
  options: http2.SecureServerOptions,
  handler: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void,
  host = '127.0.0.1',
): Promise<TestServer> {
  return listen(http2.createSecureServer(options, handler), host)
}

export async function listen(server: net.Server, host = '127.0.0.1', port = 0): Promise<TestServer> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    // Unread data hides the end of a connection.
    socket.resume()
    socket.once('close', () => sockets.delete(socket))
  })
  const reached = once(server, 'connection')
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    async allClosed() {
      // Not once() of node:events, which would throw for a connection that is reset.
      for (const socket of sockets)
        if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export async function udpServer(
  onMessage: (message: Buffer, reply: (datagram: Buffer) => void) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<TestServer> {
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4')
  socket.on('message', (message, from) =>
    onMessage(message, (datagram) => socket.send(datagram, from.port, from.address)),
  )
  const reached = once(socket, 'message')
  socket.bind(port, host)
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    reached,
    allClosed: async () => undefined,
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** A port on which nothing listens: it was free a moment ago. */
export async function unusedPort(): Promise<number> {
  const server = await tcpServer((socket) => socket.destroy())
  await server.close()
  return server.port
}
