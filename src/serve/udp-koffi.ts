// UDP through recvmmsg and sendmmsg of libc: one blocking thread per socket, 32 datagrams per call, nothing allocated.

import { getSystemErrorName } from 'node:util'
import type { Answerer } from './answerer.ts'
import {
  bind,
  close,
  EAGAIN,
  EINTR,
  errno,
  getsockname,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  MSG_DONTWAIT,
  MSG_TRUNC,
  MSG_WAITFORONE,
  recvmmsg,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_RCVTIMEO,
  SO_REUSEPORT,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOL_SOCKET,
  sendmmsg,
  setsockopt,
  socket,
} from './libc.ts'
import { UDP_BATCH, UDP_SOCKET_BUFFER, UDP_WAIT_MS } from './limits.ts'
import { MessageBatch } from './message-batch.ts'
import type { BindFailure } from './problem.ts'
import { count, counterIndex } from './serve-counters.ts'
import { IPV4_AT, IPV6_AT, PORT_AT, socketAddress } from './socket-address.ts'
import type { UdpOptions, UdpSocket } from './udp-socket.ts'

const PORT_ZERO = counterIndex('udp-port-zero')
const OVERSIZED = counterIndex('udp-oversized')
const SEND_FAILED = counterIndex('udp-send-failed')

export async function openKoffi(options: UdpOptions): Promise<UdpSocket | BindFailure> {
  const name = socketAddress(options.address, options.port)
  if (options.inherited >= 0)
    return new KoffiSocket(options.inherited, name.family, name.octets.length, options)
  const descriptor: number = socket(name.domain, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (descriptor < 0) return { failure: getSystemErrorName(-errno()) }
  setOptions(descriptor, options.shared, name.family)
  if (bind(descriptor, name.octets, name.octets.length) < 0) {
    const failure = getSystemErrorName(-errno())
    close(descriptor)
    return { failure }
  }
  return new KoffiSocket(descriptor, name.family, name.octets.length, options)
}

class KoffiSocket implements UdpSocket {
  readonly descriptor: number
  readonly port: number
  readonly #family: 4 | 6
  readonly #nameLength: number
  readonly #clientAt: number
  readonly #answerer: Answerer
  readonly #beforeAnswers: () => void
  readonly #counts: Float64Array
  readonly #batch = new MessageBatch()

  constructor(descriptor: number, family: 4 | 6, nameLength: number, options: UdpOptions) {
    this.descriptor = descriptor
    this.#family = family
    this.#nameLength = nameLength
    this.#clientAt = family === 4 ? IPV4_AT : IPV6_AT
    this.#answerer = options.answerer
    this.#beforeAnswers = options.beforeAnswers
    this.#counts = options.counts
    this.port = portOf(descriptor)
  }

  step(wait: boolean): number {
    const flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT
    const received: number = recvmmsg(this.descriptor, this.#batch.requests, UDP_BATCH, flags, null)
    if (received <= 0) return nothingReceived(received)
    this.#beforeAnswers()
    let replies = 0
    for (let i = 0; i < received; i++) {
      const length = this.#answer(i)
      if (length > 0) this.#batch.setReply(replies++, i, this.#nameLength, length)
      this.#batch.freeName(i)
    }
    if (replies > 0) this.#send(replies)
    return received
  }

  close(): void {
    close(this.descriptor)
  }

  #answer(i: number): number {
    const { octets } = this.#batch
    const name = this.#batch.name(i)
    // Nothing can be answered to port 0 (RFC 768: "a value of zero is inserted" by who wants no reply).
    if (octets[name + PORT_AT] === 0 && octets[name + PORT_AT + 1] === 0) {
      count(this.#counts, PORT_ZERO)
      return 0
    }
    if ((this.#batch.receivedFlags(i) & MSG_TRUNC) !== 0) {
      count(this.#counts, OVERSIZED)
      return 0
    }
    const length = this.#batch.receivedLength(i)
    const client = name + this.#clientAt
    return this.#answerer.respond(octets, this.#batch.slot(i), length, octets, client, this.#family, 'udp')
  }

  // The kernel stops at a message that it does not take, and tells why only if that is the first one.
  #send(replies: number): void {
    let sent = 0
    while (sent < replies) {
      const taken: number = sendmmsg(this.descriptor, this.#batch.replies[sent], replies - sent, MSG_DONTWAIT)
      if (taken > 0) {
        sent += taken
      } else if (errno() !== EINTR) {
        count(this.#counts, SEND_FAILED)
        sent++
      }
    }
  }
}

function nothingReceived(received: number): number {
  if (received === 0 || errno() === EAGAIN || errno() === EINTR) return 0
  throw new Error(`recvmmsg failed: ${getSystemErrorName(-errno())}`)
}

function setOptions(descriptor: number, shared: boolean, family: 4 | 6): void {
  if (shared) setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)
  // RFC 3493 §5.3: an IPv6 socket of its own, so that [::] and 0.0.0.0 are two listeners.
  if (family === 6) setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1)
  if (!setOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, UDP_SOCKET_BUFFER)) {
    setOption(descriptor, SOL_SOCKET, SO_RCVBUF, UDP_SOCKET_BUFFER)
  }
  if (!setOption(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, UDP_SOCKET_BUFFER)) {
    setOption(descriptor, SOL_SOCKET, SO_SNDBUF, UDP_SOCKET_BUFFER)
  }
  const timeval = Buffer.alloc(16)
  timeval.writeBigInt64LE(BigInt(UDP_WAIT_MS * 1000), 8)
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length)
}

function setOption(descriptor: number, level: number, name: number, value: number): boolean {
  const octets = Buffer.alloc(4)
  octets.writeInt32LE(value)
  return setsockopt(descriptor, level, name, octets, octets.length) === 0
}

function portOf(descriptor: number): number {
  const name = Buffer.alloc(32)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(name.length)
  getsockname(descriptor, name, length)
  return name.readUInt16BE(PORT_AT)
}
