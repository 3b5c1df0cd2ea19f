// An answerer whose replies tests can foretell: octet 12 of the request says what it does, octet 13 tells the book.

import type { Transport } from '../../../src/answer/responder-options.ts'
import type { Answerer } from '../../../src/serve/answerer.ts'

export const DO = { echo: 0, throw: 1, big: 2, hang: 3, drop: 4, client: 5 } as const

/** It counts what it was asked over each. */
export const TRANSPORTS = ['udp', 'tcp', 'tls', 'https'] as const satisfies readonly Transport[]

export interface FakeBook {
  readonly tag: number
  readonly generation: SharedArrayBuffer
}

export function fakeBook(tag: number, generation = 1): FakeBook {
  const memory = new SharedArrayBuffer(4)
  new Int32Array(memory)[0] = generation
  return { tag, generation: memory }
}

export class FakeAnswerer implements Answerer {
  readonly #counters: Float64Array
  #tag = 0
  #generation = new Int32Array(new SharedArrayBuffer(4))

  constructor(counters: Float64Array) {
    this.#counters = counters
  }

  get generation(): number {
    return Atomics.load(this.#generation, 0)
  }

  use(book: FakeBook): void {
    this.#tag = book.tag
    this.#generation = new Int32Array(book.generation)
  }

  /** Its answers do not depend on the time. */
  tick(): void {
    return
  }

  respond(
    message: Buffer,
    start: number,
    length: number,
    clients: Uint8Array,
    clientAt: number,
    family: 4 | 6,
    transport: Transport,
  ): number {
    const counter = TRANSPORTS.indexOf(transport)
    this.#counters[counter] = (this.#counters[counter] ?? 0) + 1
    if (length < 12) return 0
    message[start + 2] = 0x80
    message[start + 13] = this.#tag
    switch (message[start + 12]) {
      case DO.throw:
        throw new Error('the magic datagram')
      case DO.hang:
        for (;;) if (message[start + 12] !== DO.hang) return 0
      case DO.drop:
        return 0
      case DO.big:
        return this.#big(message, start)
      case DO.client:
        message.set(clients.subarray(clientAt, clientAt + (family === 4 ? 4 : 16)), start + 16)
        return 16 + (family === 4 ? 4 : 16)
    }
    return length
  }

  #big(message: Buffer, start: number): number {
    const length = message.readUInt16BE(start + 14)
    message.fill(0xbb, start + 16, start + length)
    return length
  }
}
