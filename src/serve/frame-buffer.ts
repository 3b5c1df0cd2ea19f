// Messages out of a TCP stream, each behind its length of 16 bits (RFC 1035 §4.2.2), however the segments cut them.

const LENGTH_OCTETS = 2
const MIN_CAPACITY = 512
const EMPTY = Buffer.alloc(0)

export class FrameBuffer {
  #octets: Buffer = EMPTY
  #from = 0
  #to = 0

  /** Octets that have arrived and were not taken. */
  get length(): number {
    return this.#to - this.#from
  }

  /** Keeps the chunk itself if nothing is left from earlier ones: the usual case costs no copy. */
  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.#octets = chunk
      this.#from = 0
      this.#to = chunk.length
      return
    }
    this.#makeRoom(chunk.length)
    chunk.copy(this.#octets, this.#to)
    this.#to += chunk.length
  }

  /** Length of the first message if all of it has arrived, else -1. */
  messageLength(): number {
    if (this.length < LENGTH_OCTETS) return -1
    const length = this.#octets.readUInt16BE(this.#from)
    return this.length >= LENGTH_OCTETS + length ? length : -1
  }

  /** Moves the first message, whose length was just asked, to target[at…]. */
  take(length: number, target: Buffer, at: number): void {
    const start = this.#from + LENGTH_OCTETS
    this.#octets.copy(target, at, start, start + length)
    this.#from = start + length
    if (this.length === 0) this.#octets = EMPTY
  }

  // Capacity doubles, so a message that comes octet by octet is not copied at each of them.
  #makeRoom(octets: number): void {
    if (this.#to + octets <= this.#octets.length && this.#from === 0) return
    const capacity = Math.max(MIN_CAPACITY, 2 * (this.length + octets))
    const roomy = Buffer.allocUnsafeSlow(capacity)
    this.#octets.copy(roomy, 0, this.#from, this.#to)
    this.#to = this.length
    this.#from = 0
    this.#octets = roomy
  }
}
