// UDP and TCP clients of the tests, and the requests that they send.

import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { Endpoint } from '../../../src/serve/acceptor.ts'

const DEADLINE_MS = 10_000

/** A request of `length` octets that asks the fake answerer for `action`. */
export function request(
  action: number,
  options: { id?: number; length?: number; size?: number } = {},
): Buffer {
  const message = Buffer.alloc(options.length ?? 20)
  message.writeUInt16BE(options.id ?? 0, 0)
  message[12] = action
  message.writeUInt16BE(options.size ?? 0, 14)
  return message
}

export async function udpClient(t: TestContext, address = '127.0.0.1'): Promise<UdpSocket> {
  const client = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 << 20 })
  client.bind(0, address)
  await once(client, 'listening')
  t.after(() => client.close())
  return client
}

export function sendUdp(client: UdpSocket, at: Endpoint, message: Buffer): Promise<void> {
  return new Promise((resolve, reject) =>
    client.send(message, at.port, at.address, (error) => (error ? reject(error) : resolve())),
  )
}

export async function nextReply(client: UdpSocket): Promise<Buffer> {
  const [message] = await once(client, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) })
  return message
}

export async function askUdp(client: UdpSocket, at: Endpoint, message: Buffer): Promise<Buffer> {
  const reply = nextReply(client)
  await sendUdp(client, at, message)
  return reply
}

export function framed(...messages: readonly Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => [Buffer.of(message.length >> 8, message.length & 0xff), message]),
  )
}

/** A TCP connection that gathers what it gets. */
export class TcpClient {
  readonly socket: Socket
  /** Resolves when the connection is closed from both sides, however that came. */
  readonly closed: Promise<void>
  reset = false
  #chunks: Buffer[] = []

  constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
    socket.on('error', () => {
      this.reset = true
    })
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      socket.emit('gathered')
    })
  }

  get octets(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  /** Whole messages among what has come. */
  messages(): Buffer[] {
    const octets = Buffer.concat(this.#chunks)
    this.#chunks = [octets]
    const messages: Buffer[] = []
    for (let at = 0; at + 2 <= octets.length; ) {
      const end = at + 2 + octets.readUInt16BE(at)
      if (end > octets.length) break
      messages.push(octets.subarray(at + 2, end))
      at = end
    }
    return messages
  }

  async wait(count: number): Promise<Buffer[]> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    while (this.messages().length < count) await once(this.socket, 'gathered', { signal })
    return this.messages()
  }

  write(octets: Buffer): Promise<void> {
    return new Promise((resolve, reject) =>
      this.socket.write(octets, (error) => (error ? reject(error) : resolve())),
    )
  }
}

/** `from`: the client's own address. */
export async function tcpClient(t: TestContext, at: Endpoint, from = '127.0.0.1'): Promise<TcpClient> {
  const bound = { localAddress: from, noDelay: true, allowHalfOpen: true }
  const socket = connect({ host: at.address, port: at.port, ...bound })
  const client = new TcpClient(socket)
  socket.on('end', () => socket.end())
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  return client
}
