// Certificates, and clients of DNS over TLS and over HTTPS.

import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import type { TestContext } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { Endpoint } from '../../../src/serve/acceptor.ts'
import type { Certificate } from '../../../src/serve/certificate.ts'
import type { Encrypted } from '../../../src/serve/serving-options.ts'
import { type Credentials, makeAuthority } from '../../support/certificates.ts'
import { TcpClient } from './clients.ts'

const ANY_PORT = [{ address: '127.0.0.1', port: 0 }]
const authority = makeAuthority()
export const FIRST = certificateOf(authority.selfSigned(['DNS:first.example', 'IP:127.0.0.1']))
export const SECOND = certificateOf(authority.selfSigned(['DNS:second.example', 'IP:127.0.0.1']))
authority.remove()

export const DOT: Encrypted = { dot: ANY_PORT, doh: [], certificate: FIRST }
export const DOH: Encrypted = { dot: [], doh: ANY_PORT, certificate: FIRST }

function certificateOf({ cert, key }: Credentials): Certificate {
  return { chain: cert, key }
}

export async function tlsClient(
  t: TestContext,
  at: Endpoint,
  options: ConnectionOptions = {},
): Promise<{ client: TcpClient; socket: TLSSocket }> {
  const socket = connect({ host: at.address, port: at.port, rejectUnauthorized: false, ...options })
  t.after(() => socket.destroy())
  const client = new TcpClient(socket)
  const shaken = new Promise((resolve) => socket.on('secureConnect', resolve))
  await Promise.race([shaken, client.closed])
  return { client, socket }
}

/** The names in the certificate that the server shows. */
export function namesShown(socket: TLSSocket): string | undefined {
  return socket.getPeerCertificate().subjectaltname
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export class HttpClient {
  readonly session: ClientHttp2Session
  readonly closed: Promise<void>

  constructor(session: ClientHttp2Session) {
    this.session = session
    this.closed = new Promise((resolve) => session.on('close', () => resolve()))
    session.on('error', () => undefined)
  }

  async fetch(headers: OutgoingHttpHeaders, body?: Buffer): Promise<HttpReply> {
    const stream = this.session.request(headers, { endStream: body === undefined })
    if (body !== undefined) stream.end(body)
    const [answer] = await once(stream, 'response', { signal: AbortSignal.timeout(10_000) })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return { status: answer[':status'], headers: answer, body: Buffer.concat(chunks) }
  }

  get(query: string): Promise<HttpReply> {
    return this.fetch({ ':path': `/dns-query${query}` })
  }

  post(message: Buffer, type = 'application/dns-message'): Promise<HttpReply> {
    return this.fetch({ ':method': 'POST', ':path': '/dns-query', 'content-type': type }, message)
  }
}

export async function httpClient(t: TestContext, at: Endpoint): Promise<HttpClient> {
  const session = connectHttp2(`https://${at.address}:${at.port}`, { rejectUnauthorized: false })
  t.after(() => session.destroy())
  const client = new HttpClient(session)
  const connected = new Promise((resolve) => session.on('connect', resolve))
  await Promise.race([connected, client.closed])
  return client
}
