// UDP through node:dgram, wherever koffi cannot be used: one datagram per call, on the worker's event loop.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setImmediate as oneTurn, setTimeout as sleep } from 'node:timers/promises'
import { writeAddress } from './client-address.ts'
import { MAX_QUEUED_REPLIES, MAX_UDP_MESSAGE, REPLY_SLACK, UDP_SOCKET_BUFFER, UDP_WAIT_MS } from './limits.ts'
import { type BindFailure, codeOf } from './problem.ts'
import { count, counterIndex } from './serve-counters.ts'
import type { UdpOptions, UdpSocket } from './udp-socket.ts'

const PORT_ZERO = counterIndex('udp-port-zero')
const OVERSIZED = counterIndex('udp-oversized')
const SEND_FAILED = counterIndex('udp-send-failed')

export async function openDgram(options: UdpOptions): Promise<UdpSocket | BindFailure> {
  const { address, port, shared } = options
  const family = address.includes(':') ? 6 : 4
  const socket = createSocket({
    type: `udp${family}`,
    ipv6Only: family === 6,
    reusePort: shared,
    // Addresses are never names: without this, each reply waits a turn for a lookup of its own address.
    lookup: (host, _options, found) => found(null, host, family),
  })
  try {
    // Without a lookup to wait for, the socket may listen before bind() returns.
    const listening = once(socket, 'listening')
    socket.bind({ address, port, exclusive: true })
    await listening
  } catch (error) {
    socket.close()
    return { failure: codeOf(error) }
  }
  return new DgramSocket(socket, options)
}

class DgramSocket implements UdpSocket {
  readonly descriptor = -1
  readonly port: number
  readonly #socket: Socket
  readonly #options: UdpOptions
  readonly #client = new Uint8Array(16)
  #message = Buffer.allocUnsafeSlow(MAX_UDP_MESSAGE + REPLY_SLACK)
  #arrived = 0

  constructor(socket: Socket, options: UdpOptions) {
    this.#socket = socket
    this.#options = options
    this.port = socket.address().port
    growBuffers(socket)
    socket.on('error', () => count(options.counts, SEND_FAILED))
    socket.on('message', (request, from) => this.#receive(request, from))
  }

  async step(wait: boolean): Promise<number> {
    const before = this.#arrived
    await (wait ? sleep(UDP_WAIT_MS) : oneTurn())
    return this.#arrived - before
  }

  close(): void {
    this.#socket.close()
  }

  #receive(request: Buffer, from: RemoteInfo): void {
    const { answerer, beforeAnswers, counts } = this.#options
    this.#arrived++
    // send() throws at once if the port is 0.
    if (from.port === 0) {
      count(counts, PORT_ZERO)
      return
    }
    if (request.length > MAX_UDP_MESSAGE) {
      count(counts, OVERSIZED)
      return
    }
    beforeAnswers()
    request.copy(this.#message)
    const family = writeAddress(from.address, this.#client, 0)
    const length = answerer.respond(this.#message, 0, request.length, this.#client, 0, family, 'udp')
    if (length > 0) this.#send(length, from)
  }

  #send(length: number, to: RemoteInfo): void {
    if (this.#socket.getSendQueueCount() >= MAX_QUEUED_REPLIES) {
      count(this.#options.counts, SEND_FAILED)
      return
    }
    this.#socket.send(this.#message, 0, length, to.port, to.address)
    // As a rule the kernel has taken the reply by now; else it is read from this memory later.
    if (this.#socket.getSendQueueCount() > 0)
      this.#message = Buffer.allocUnsafeSlow(MAX_UDP_MESSAGE + REPLY_SLACK)
  }
}

// Systems that refuse so large a buffer keep their own size.
function growBuffers(socket: Socket): boolean {
  try {
    socket.setRecvBufferSize(UDP_SOCKET_BUFFER)
    socket.setSendBufferSize(UDP_SOCKET_BUFFER)
    return true
  } catch {
    return false
  }
}
