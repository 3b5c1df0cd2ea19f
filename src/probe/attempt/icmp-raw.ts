// Raw ICMP sockets, for processes that have the right to them: one per family, shared by all attempts under way.
import { EventEmitter } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ipv4FromText, ipv6FromText } from '../../dns/address.ts'
import type { DatagramSocket } from './exchange.ts'
import {
  AF_INET,
  AF_INET6,
  IPPROTO_ICMPV6,
  libc,
  MSG_DONTWAIT,
  openSocket,
  POLLIN,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_RAW,
  SOL_RAW,
  SOL_SOCKET,
  systemError,
} from './icmp-libc.ts'

type Family = 4 | 6

/** An attempt's share: it sends to one address, and hears what that address says. */
export class RawIcmpSocket extends EventEmitter implements DatagramSocket {
  readonly #shared: SharedSocket
  readonly #family: Family
  #peer = ''
  #isClosed = false

  constructor(family: Family) {
    super()
    this.#family = family
    this.#shared = SHARED[family]
  }

  connect(_port: number, address: string): void {
    const peer = this.#family === 6 ? ipv6FromText(address) : ipv4FromText(address)
    if (peer === undefined) throw new Error(`not an address without a zone: ${address}`)
    this.#peer = peer
    this.#shared.add(peer, this)
    process.nextTick(() => this.#isClosed || this.emit('connect'))
  }

  send(datagram: Buffer): void {
    const error = this.#shared.send(datagram, this.#peer)
    if (error !== undefined) this.emit('error', error)
  }

  address(): AddressInfo {
    return { address: this.#family === 6 ? '::' : '0.0.0.0', family: `IPv${this.#family}`, port: 0 }
  }

  close(): void {
    this.#isClosed = true
    this.#shared.remove(this.#peer, this)
  }
}

/** So long at most the thread of libuv's pool that waits for packets keeps a process from its end. */
const WAIT_MS = 100
const MAX_PACKETS_PER_TURN = 512
const MAX_PACKET_OCTETS = 1500

/** Open while somebody listens. One thread of libuv's pool waits for packets, however many listen. */
class SharedSocket {
  readonly #family: Family
  readonly #listeners = new Map<string, Set<RawIcmpSocket>>()
  readonly #packet = Buffer.allocUnsafeSlow(MAX_PACKET_OCTETS)
  readonly #from = Buffer.allocUnsafeSlow(28)
  readonly #fromLength = Buffer.allocUnsafeSlow(4)
  readonly #poll = Buffer.alloc(8)
  #descriptor = -1

  constructor(family: Family) {
    this.#family = family
  }

  /** Throws when the socket cannot be opened. */
  add(peer: string, listener: RawIcmpSocket): void {
    if (this.#descriptor < 0) this.#open()
    const listeners = this.#listeners.get(peer) ?? new Set()
    this.#listeners.set(peer, listeners.add(listener))
  }

  remove(peer: string, listener: RawIcmpSocket): void {
    const listeners = this.#listeners.get(peer)
    listeners?.delete(listener)
    if (listeners?.size === 0) this.#listeners.delete(peer)
  }

  send(datagram: Buffer, peer: string): Error | undefined {
    const to = socketAddress(this.#family, peer)
    const { length } = datagram
    const sent: number = libc().sendto(this.#descriptor, datagram, length, MSG_DONTWAIT, to, to.length)
    return sent < 0 ? systemError('sendto') : undefined
  }

  #open(): void {
    const descriptor = openSocket(this.#family, SOCK_RAW)
    if (typeof descriptor !== 'number') throw descriptor
    this.#descriptor = descriptor
    hearEchoRepliesOnly(descriptor, this.#family)
    enlargeBuffer(descriptor)
    this.#poll.writeInt32LE(descriptor, 0)
    this.#poll.writeInt16LE(POLLIN, 4)
    this.#wait()
  }

  #wait(): void {
    libc().poll.async(this.#poll, 1, WAIT_MS, (error: Error | null, ready: number) => {
      if (error !== null) this.#fail(error)
      else if (ready > 0) this.#receive()
      if (this.#listeners.size > 0) this.#wait()
      else {
        libc().close(this.#descriptor)
        this.#descriptor = -1
      }
    })
  }

  #fail(error: Error): void {
    for (const listeners of [...this.#listeners.values()])
      for (const listener of [...listeners]) listener.emit('error', error)
  }

  #receive(): void {
    for (let packets = 0; packets < MAX_PACKETS_PER_TURN; packets++) {
      this.#fromLength.writeUInt32LE(this.#from.length)
      const length: number = libc().recvfrom(
        this.#descriptor,
        this.#packet,
        this.#packet.length,
        MSG_DONTWAIT,
        this.#from,
        this.#fromLength,
      )
      if (length < 0) return
      this.#tell(Buffer.from(this.#packet.subarray(0, length)))
    }
  }

  #tell(packet: Buffer): void {
    const isIPv6 = this.#family === 6
    const peer = isIPv6 ? this.#from.toString('latin1', 8, 24) : this.#from.toString('latin1', 4, 8)
    // RFC 791 §3.1: an IPv4 packet comes with its header; the low half of its first octet counts words of four octets.
    const headerOctets = isIPv6 ? 0 : ((packet[0] ?? 0) & 0x0f) * 4
    for (const listener of [...(this.#listeners.get(peer) ?? [])])
      listener.emit('message', packet.subarray(headerOctets))
  }
}

const SHARED = { 4: new SharedSocket(4), 6: new SharedSocket(6) } as const

const ICMP_FILTER = 1
const ICMP6_FILTER = 1
const ECHO_REPLY = 0
const ECHO_REPLY_6 = 129

/** A bit that is set keeps packets of that type away. */
function hearEchoRepliesOnly(descriptor: number, family: Family): void {
  const filter = Buffer.alloc(family === 6 ? 32 : 4, 0xff)
  const type = family === 6 ? ECHO_REPLY_6 : ECHO_REPLY
  const word = (type >> 5) * 4
  filter.writeUInt32LE((~(1 << (type & 31)) & 0xffff_ffff) >>> 0, word)
  if (family === 6) libc().setsockopt(descriptor, IPPROTO_ICMPV6, ICMP6_FILTER, filter, filter.length)
  else libc().setsockopt(descriptor, SOL_RAW, ICMP_FILTER, filter, filter.length)
}

/** Replies to thousands of requests that are sent in one turn; without CAP_NET_ADMIN as much as the system grants to all. */
const BUFFER_OCTETS = 4 * 1024 * 1024

function enlargeBuffer(descriptor: number): void {
  const octets = Buffer.alloc(4)
  octets.writeInt32LE(BUFFER_OCTETS)
  const forced: number = libc().setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, octets, octets.length)
  if (forced < 0) libc().setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, octets, octets.length)
}

/** struct sockaddr_in and sockaddr_in6: the family in the machine's order of octets. */
function socketAddress(family: Family, octets: string): Buffer {
  const address = Buffer.alloc(family === 6 ? 28 : 16)
  address.writeUInt16LE(family === 6 ? AF_INET6 : AF_INET)
  address.write(octets, family === 6 ? 8 : 4, 'latin1')
  return address
}
