// What the socket loops need of the answering side: answers are made in place, synchronously, from one book.

import type { ResponderOptions, Transport } from '../answer/responder-options.ts'

/** What every worker's answerer is told, whichever book it reads. */
export type Answering = Omit<ResponderOptions, 'seed'>

export interface Answerer {
  /** Generation of the book in use: grows with each change in place, begins anew with each book. */
  readonly generation: number
  use(book: unknown): void
  /** The wall clock; called before each batch of answers. */
  tick(nowMs: number): void
  /**
   * Answers the request in message[start, start + length) in place. Returns the octets of the reply that now begins at
   * `start`, 0 to drop it. `message` has room for the transport's longest reply from `start`; the client's address
   * stands at clients[clientAt…], 4 or 16 octets.
   */
  respond(
    message: Buffer,
    start: number,
    length: number,
    clients: Uint8Array,
    clientAt: number,
    family: 4 | 6,
    transport: Transport,
  ): number
}

/** Makes a worker's answerer around the counters that it alone writes. */
export type MakeAnswerer = (counters: Float64Array, answering: Answering) => Answerer
