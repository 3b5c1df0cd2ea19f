// Octets in the order in which they come, taken in pieces; its work is linear also when they come one at a time.

const LEAST_OCTETS = 512

export class OctetQueue {
  #octets = Buffer.alloc(LEAST_OCTETS)
  #start = 0
  #end = 0
  /** Up to here what `takeThrough` looks for is not to be found. */
  #searched = 0
  #work = 0

  /** Octets that were moved and looked at since the beginning. */
  get work(): number {
    return this.#work
  }

  add(chunk: Buffer): void {
    if (this.#end + chunk.length > this.#octets.length) this.#grow(chunk.length)
    chunk.copy(this.#octets, this.#end)
    this.#end += chunk.length
    this.#work += chunk.length
  }

  /** Into another buffer: what was taken goes on to stand where it is. Twice the room, so that it is not done often. */
  #grow(more: number): void {
    const live = this.rest()
    this.#octets = Buffer.alloc(Math.max(LEAST_OCTETS, 2 * (live.length + more)))
    live.copy(this.#octets)
    this.#searched -= this.#start
    this.#start = 0
    this.#end = live.length
    this.#work += live.length
  }

  /** Undefined when fewer have come. */
  take(count: number): Buffer | undefined {
    if (this.#end - this.#start < count) return undefined
    const taken = this.#octets.subarray(this.#start, this.#start + count)
    this.#start += count
    this.#searched = this.#start
    return taken
  }

  /** Up to the end of `ending`, each time the same one; undefined when it has not come. */
  takeThrough(ending: Buffer): Buffer | undefined {
    const come = this.#octets.subarray(0, this.#end)
    const at = come.indexOf(ending, this.#searched)
    this.#work += (at < 0 ? this.#end : at + ending.length) - this.#searched
    if (at >= 0) return this.take(at + ending.length - this.#start)
    this.#searched = Math.max(this.#start, this.#end - ending.length + 1)
    return undefined
  }

  /** What was not taken. */
  rest(): Buffer {
    return this.#octets.subarray(this.#start, this.#end)
  }
}
