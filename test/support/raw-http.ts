// HTTP as octets: what no client library lets one send, and all that comes back before the other side hangs up.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface RawAnswer {
  readonly status: number
  /** By name in lower case; of several of one name the last. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly localAddress?: string
}

export async function connectRaw(t: TestContext, endpoint: Endpoint): Promise<Socket> {
  const socket = connect(endpoint)
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** The heads of all answers; the last of the requests says `connection: close`, or is one that is hung up on. */
export async function sendRaw(t: TestContext, endpoint: Endpoint, text: string): Promise<RawAnswer[]> {
  const socket = await connectRaw(t, endpoint)
  const ended = closed(socket)
  let told = ''
  socket.setEncoding('latin1').on('data', (part: string) => (told += part))
  socket.write(Buffer.from(text, 'latin1'))
  await ended
  return [...told.matchAll(/HTTP\/1\.1 (\d{3}) [^\r]*\r\n(.*?)\r\n\r\n/gs)].map(([, status, head = '']) => ({
    status: Number(status),
    headers: Object.fromEntries(head.split('\r\n').map(fieldOf)),
  }))
}

/** However the other side has hung up: what it had not read yet makes of that a reset. */
export function closed(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('error', () => undefined).once('close', () => resolve())
  return promise
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
