// The streams of one worker on which DNS messages travel, over TCP or over TLS, each with a TcpConnection of its own.

import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { type Certificate, secureContextOf } from './certificate.ts'
import { count, counterIndex } from './serve-counters.ts'
import { type StreamService, TcpConnection } from './tcp-connection.ts'

const TLS_FAILED = counterIndex('tls-failed')

export class Streams {
  readonly #service: StreamService
  readonly #connections = new Set<TcpConnection>()

  constructor(service: StreamService) {
    this.#service = service
  }

  tcpListener(): Server {
    const highWaterMark = this.#service.limits.maxBytesInFlight
    const listener = createServer({ allowHalfOpen: true, noDelay: true, highWaterMark })
    listener.on('connection', (socket) => this.#serve(socket))
    return listener
  }

  /** RFC 7858 §3.1: TLS from the first octet on a port of its own. */
  tlsListener(certificate: Certificate): TlsServer {
    const { counts, limits } = this.#service
    const listener = createTlsServer({
      ...secureContextOf(certificate),
      ALPNProtocols: ['dot'],
      allowHalfOpen: true,
      noDelay: true,
      handshakeTimeout: limits.handshakeTimeoutMs,
    })
    listener.on('secureConnection', (socket) => {
      socket.disableRenegotiation()
      this.#serve(socket)
    })
    listener.on('tlsClientError', (_error, socket) => {
      count(counts, TLS_FAILED)
      socket.destroy()
    })
    return listener
  }

  /** Answers what has arrived on each connection, and closes it. */
  finish(): void {
    for (const connection of this.#connections) connection.finish()
  }

  #serve(socket: Socket): void {
    const client = socket.remoteAddress
    if (client === undefined) return void socket.destroy()
    const connection = new TcpConnection(socket, client, this.#service)
    this.#connections.add(connection)
    socket.on('close', () => this.#connections.delete(connection))
  }
}
