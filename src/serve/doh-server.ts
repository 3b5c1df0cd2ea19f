// HTTPS listeners of one worker: HTTP/2, and HTTP/1.1 for who has nothing better (RFC 8484 §5.2), every part bounded.

import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2'
import { type Certificate, secureContextOf } from './certificate.ts'
import { type DohService, exchange } from './doh-exchange.ts'
import { boundSession } from './doh-session.ts'
import {
  HTTP1_LOOK_MS,
  MAX_HTTP_HEADER_OCTETS,
  MAX_HTTP_HEADERS,
  MAX_HTTP2_MEGABYTES,
  MAX_HTTP2_STREAMS,
  type TcpLimits,
} from './limits.ts'
import { count, counterIndex } from './serve-counters.ts'

export interface DohServerService extends DohService {
  readonly limits: TcpLimits
}

const TIMED_OUT = counterIndex('tcp-timed-out')
const TLS_FAILED = counterIndex('tls-failed')

export class DohServer {
  readonly #service: DohServerService
  readonly #sessions = new Set<ServerHttp2Session>()

  constructor(service: DohServerService) {
    this.#service = service
  }

  listener(certificate: Certificate): Http2SecureServer {
    const { counts, limits } = this.#service
    const listener = createSecureServer({
      ...secureContextOf(certificate),
      allowHTTP1: true,
      handshakeTimeout: limits.handshakeTimeoutMs,
      maxSessionMemory: MAX_HTTP2_MEGABYTES,
      maxHeaderListPairs: MAX_HTTP_HEADERS,
      settings: {
        enablePush: false,
        maxConcurrentStreams: MAX_HTTP2_STREAMS,
        maxHeaderListSize: MAX_HTTP_HEADER_OCTETS,
      },
    })
    boundHttp1(listener, limits)
    listener.on('tlsClientError', (_error, socket) => {
      count(counts, TLS_FAILED)
      socket.destroy()
    })
    listener.on('session', (session) => this.#keep(session))
    listener.on('request', (request, response) => exchange(request, response, this.#service))
    return listener
  }

  /** Answers the requests that have arrived, and closes each session. */
  finish(): void {
    for (const session of this.#sessions) session.close()
  }

  #keep(session: ServerHttp2Session): void {
    const { counts, limits } = this.#service
    this.#sessions.add(session)
    session.on('close', () => this.#sessions.delete(session))
    boundSession(session, limits, () => count(counts, TIMED_OUT))
  }
}

// Properties of http.Server, which an HTTP/2 server obeys for its HTTP/1.1 connections.
function boundHttp1(listener: Http2SecureServer, limits: TcpLimits): void {
  Object.assign(listener, {
    headersTimeout: limits.frameTimeoutMs,
    requestTimeout: limits.frameTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: HTTP1_LOOK_MS,
    maxHeadersCount: MAX_HTTP_HEADERS,
  })
}
