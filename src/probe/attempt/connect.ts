// Opens a TCP or TLS connection to an address, as the first step of an attempt. No name is ever resolved.
import net from 'node:net'
import tls from 'node:tls'
import type { Attempt } from './attempt.ts'

/**
 * Connects, tells `ready`, and turns what goes wrong on the socket at any later time into the attempt's end. What comes
 * goes to `take` where it is given, rather than to `data`: into memory that all share, and overwritten after the call.
 */
export function connectTcp(
  attempt: Attempt,
  address: string,
  port: number,
  ready: (socket: net.Socket) => void,
  take?: (octets: Buffer) => void,
): net.Socket {
  attempt.stage = 'while connecting'
  const to = { host: literal(address), port, noDelay: true }
  const socket = net.connect(take === undefined ? to : { ...to, onread: readingInto(SHARED, take) })
  socket.once('connect', () => ready(socket))
  return watch(attempt, socket)
}

/** Otherwise every read takes 64 KiB from the system, and most of it is given back. */
const SHARED = Buffer.alloc(64 * 1024)

function readingInto(shared: Buffer, take: (octets: Buffer) => void): net.OnReadOpts {
  return {
    buffer: shared,
    callback: (length) => {
      take(shared.subarray(0, length))
      return true
    },
  }
}

export interface TlsSettings {
  /** Sent as SNI and expected in the certificate; undefined: the certificate must be for the address. */
  readonly name: string | undefined
  readonly verify: boolean
  readonly context: tls.SecureContext
  /** The protocols that are offered as ALPN; an empty list offers none. */
  readonly alpn: readonly string[]
}

export function connectTls(
  attempt: Attempt,
  address: string,
  port: number,
  settings: TlsSettings,
  ready: (socket: tls.TLSSocket) => void,
): tls.TLSSocket {
  attempt.stage = 'while connecting'
  const socket = tls.connect({ port, ...handshakeOptions(address, settings) })
  socket.once('connect', () => {
    attempt.stage = HANDSHAKE
  })
  socket.once('secureConnect', () => ready(socket))
  return watch(attempt, socket)
}

/** Begins TLS on a connection that stands; from now on only the socket that it returns may be read or written. */
export function upgradeToTls(
  attempt: Attempt,
  socket: net.Socket,
  address: string,
  settings: TlsSettings,
  ready: (socket: tls.TLSSocket) => void,
): tls.TLSSocket {
  attempt.stage = HANDSHAKE
  const secured = tls.connect({ socket, ...handshakeOptions(address, settings) })
  secured.once('secureConnect', () => ready(secured))
  return watch(attempt, secured)
}

const HANDSHAKE = 'during the TLS handshake'

function handshakeOptions(address: string, settings: TlsSettings): tls.ConnectionOptions {
  return {
    host: literal(address),
    // RFC 6066 §3: a literal address is not sent as a server name.
    ...(settings.name === undefined ? {} : { servername: settings.name }),
    rejectUnauthorized: settings.verify,
    secureContext: settings.context,
    ...(settings.alpn.length === 0 ? {} : { ALPNProtocols: [...settings.alpn] }),
  }
}

/** The listeners stay: an error that comes after the end must find one. */
function watch<Socket extends net.Socket>(attempt: Attempt, socket: Socket): Socket {
  socket.on('error', (error) => attempt.fail(error))
  socket.on('close', () => attempt.end('closed', attempt.stage))
  return socket
}

/** Throws for a host name: given one, Node would resolve it. */
export function literal(address: string): string {
  if (net.isIP(address) === 0) throw new Error(`not an address: ${address}`)
  return address
}
