// Requests packed word by word, and the slots of a batch into which they are copied before each answer, as by recvmmsg.
import type { Responder } from '../src/answer/respond.ts'

/** As the socket's slots are laid out, 32 in a batch. */
const SLOT_OCTETS = 2048 + 64
const SLOTS = 32

export class PackedRequests {
  readonly #words: Int32Array
  /** Where each request begins, and where the last one ends. */
  readonly #starts: Int32Array
  readonly #lengths: Int32Array
  readonly #memory = Buffer.from(new ArrayBuffer(SLOT_OCTETS * SLOTS))
  readonly #slots = new Int32Array(this.#memory.buffer)
  readonly #client = Uint8Array.of(127, 0, 0, 1)

  constructor(requests: readonly Buffer[]) {
    const padded = requests.map((request) => Buffer.concat([request], (request.length + 3) & ~3))
    const all = Buffer.concat(padded)
    this.#words = new Int32Array(all.length / 4)
    for (let i = 0; i < this.#words.length; i++) this.#words[i] = all.readInt32LE(4 * i)
    this.#lengths = Int32Array.from(requests, ({ length }) => length)
    this.#starts = new Int32Array(requests.length + 1)
    for (const [i, { length }] of padded.entries())
      this.#starts[i + 1] = (this.#starts[i] as number) + length / 4
  }

  copyAll(): void {
    for (let i = 0; i < this.#lengths.length; i++) this.#copy(i)
  }

  answerAll(responder: Responder): void {
    for (let i = 0; i < this.#lengths.length; i++) {
      if (i % SLOTS === 0) responder.tick(i)
      const at = this.#copy(i)
      responder.respond(this.#memory, at, this.#lengths[i] as number, this.#client, 0, 4, 'udp')
    }
  }

  /** Where the request now stands. */
  #copy(i: number): number {
    const at = (i % SLOTS) * SLOT_OCTETS
    const end = this.#starts[i + 1] as number
    for (let from = this.#starts[i] as number, to = at >> 2; from < end; from++, to++)
      this.#slots[to] = this.#words[from] as number
    return at
  }
}
