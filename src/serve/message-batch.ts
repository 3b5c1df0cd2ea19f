// The memory of one recvmmsg and sendmmsg: headers, vectors, addresses and slots for UDP_BATCH datagrams, laid out once.
//
//   struct mmsghdr, 64 octets: +0 name  +8 namelen  +16 iov  +24 iovlen  +32 control  +48 flags  +56 length
//   struct iovec,   16 octets: +0 base  +8 length
//
// Requests and replies have headers of their own over the same slots: a reply is written where its request stood, and
// replies are packed without gaps where a request is dropped. Nothing is allocated after construction.

import { addressOf } from './libc.ts'
import { MAX_UDP_MESSAGE, REPLY_SLACK, UDP_BATCH } from './limits.ts'
import { SOCKET_ADDRESS_OCTETS } from './socket-address.ts'

const HEADER = 64
const VECTOR = 16
// 64 more than a power of two: slots exactly 2 048 or 4 096 octets apart share two sets of the L1 cache.
const SLOT = MAX_UDP_MESSAGE + REPLY_SLACK

const REQUESTS = 0
const REPLIES = REQUESTS + UDP_BATCH * HEADER
const REQUEST_VECTORS = REPLIES + UDP_BATCH * HEADER
const REPLY_VECTORS = REQUEST_VECTORS + UDP_BATCH * VECTOR
const NAMES = REPLY_VECTORS + UDP_BATCH * VECTOR
const SLOTS = NAMES + UDP_BATCH * SOCKET_ADDRESS_OCTETS
const OCTETS = SLOTS + UDP_BATCH * SLOT

export class MessageBatch {
  /** All of the memory; slots and client addresses are offsets in it. */
  readonly octets = Buffer.from(new ArrayBuffer(OCTETS))
  /** For recvmmsg. */
  readonly requests: bigint
  /** For sendmmsg, beginning with the reply of that index. */
  readonly replies: readonly bigint[]
  readonly #words: Uint32Array

  constructor() {
    const base = addressOf(this.octets)
    this.#words = new Uint32Array(this.octets.buffer)
    this.requests = base + BigInt(REQUESTS)
    this.replies = Array.from({ length: UDP_BATCH }, (_, i) => base + BigInt(REPLIES + i * HEADER))
    for (let i = 0; i < UDP_BATCH; i++) this.#layOut(base, i)
  }

  slot(i: number): number {
    return SLOTS + i * SLOT
  }

  /** Where the sender's socket address stands. */
  name(i: number): number {
    return NAMES + i * SOCKET_ADDRESS_OCTETS
  }

  receivedLength(i: number): number {
    return this.#word(REQUESTS + i * HEADER + 56)
  }

  receivedFlags(i: number): number {
    return this.#word(REQUESTS + i * HEADER + 48)
  }

  /** The kernel wrote the real length of the sender's address over the room that it had. */
  freeName(i: number): void {
    this.#words[(REQUESTS + i * HEADER + 8) >>> 2] = SOCKET_ADDRESS_OCTETS
  }

  /** Makes the reply number `reply` of `length` octets that stands in slot `i`, to the sender of slot `i`. */
  setReply(reply: number, i: number, nameLength: number, length: number): void {
    const words = this.#words
    const header = (REPLIES + reply * HEADER) >>> 2
    const request = (REQUESTS + i * HEADER) >>> 2
    words[header] = this.#words[request] ?? 0
    words[header + 1] = this.#words[request + 1] ?? 0
    words[header + 2] = nameLength
    const vector = (REPLY_VECTORS + reply * VECTOR) >>> 2
    const source = (REQUEST_VECTORS + i * VECTOR) >>> 2
    words[vector] = words[source] ?? 0
    words[vector + 1] = words[source + 1] ?? 0
    words[vector + 2] = length
  }

  #layOut(base: bigint, i: number): void {
    this.#header(base, REQUESTS + i * HEADER, REQUEST_VECTORS + i * VECTOR, this.name(i))
    this.#header(base, REPLIES + i * HEADER, REPLY_VECTORS + i * VECTOR, this.name(i))
    for (const vector of [REQUEST_VECTORS, REPLY_VECTORS]) {
      this.octets.writeBigUInt64LE(base + BigInt(this.slot(i)), vector + i * VECTOR)
      this.octets.writeBigUInt64LE(BigInt(MAX_UDP_MESSAGE), vector + i * VECTOR + 8)
    }
  }

  #header(base: bigint, at: number, vector: number, name: number): void {
    this.octets.writeBigUInt64LE(base + BigInt(name), at)
    this.octets.writeUInt32LE(SOCKET_ADDRESS_OCTETS, at + 8)
    this.octets.writeBigUInt64LE(base + BigInt(vector), at + 16)
    this.octets.writeBigUInt64LE(1n, at + 24)
  }

  #word(at: number): number {
    return this.#words[at >>> 2] ?? 0
  }
}
