// One connected UDP socket of libc's, through koffi: send and receive without an event loop and without an allocation.
import koffi from 'koffi'
import {
  AF_INET,
  close,
  MSG_DONTWAIT,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_RCVTIMEO,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOL_SOCKET,
  setsockopt,
  socket,
} from '../src/serve/libc.ts'
import { socketAddress } from '../src/serve/socket-address.ts'
import type { Endpoint } from '../test/support/dns-client.ts'

const libc = koffi.load(null)
const connect = libc.func('int connect(int fd, void *address, unsigned int length)')
const sendOctets = libc.func('long send(int fd, void *octets, unsigned long length, int flags)')
const receiveOctets = libc.func('long recv(int fd, void *octets, unsigned long length, int flags)')

const BUFFER_OCTETS = 4 * 1024 * 1024
const MESSAGE_OCTETS = 2048

export class UdpClient {
  /** What is sent. */
  readonly request = Buffer.alloc(MESSAGE_OCTETS)
  /** What was received. */
  readonly reply = Buffer.alloc(MESSAGE_OCTETS)
  readonly #descriptor: number

  /** A blocking receive gives up after `waitMs`. */
  constructor({ address, port }: Endpoint, waitMs: number) {
    this.#descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
    const size = Buffer.alloc(4)
    size.writeInt32LE(BUFFER_OCTETS)
    for (const name of [SO_RCVBUF, SO_RCVBUFFORCE]) setsockopt(this.#descriptor, SOL_SOCKET, name, size, 4)
    const wait = Buffer.alloc(16)
    wait.writeBigInt64LE(BigInt(Math.floor(waitMs / 1000)), 0)
    wait.writeBigInt64LE(BigInt((waitMs % 1000) * 1000), 8)
    setsockopt(this.#descriptor, SOL_SOCKET, SO_RCVTIMEO, wait, wait.length)
    const name = socketAddress(address, port).octets
    if (connect(this.#descriptor, name, name.length) < 0) throw new Error(`no way to ${address}:${port}`)
  }

  send(length: number): boolean {
    return sendOctets(this.#descriptor, this.request, length, 0) === length
  }

  /** Octets of the next reply, now in `reply`; below 0 when there is none. */
  receive(wait: boolean): number {
    return receiveOctets(this.#descriptor, this.reply, MESSAGE_OCTETS, wait ? 0 : MSG_DONTWAIT)
  }

  close(): void {
    close(this.#descriptor)
  }
}
