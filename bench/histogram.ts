// Counts latencies in steps of a microsecond without allocating, and reads percentiles from them.

/** Anything slower counts as this slow. */
const MAX_US = 1_000_000

export class Histogram {
  readonly #counts = new Uint32Array(MAX_US + 1)
  #total = 0

  add(us: number): void {
    const step = us < MAX_US ? Math.floor(us) : MAX_US
    this.#counts[step] = (this.#counts[step] ?? 0) + 1
    this.#total++
  }

  get total(): number {
    return this.#total
  }

  /** `share` 0.99: the latency that 99 of 100 do not exceed, in µs. */
  percentile(share: number): number {
    const wanted = Math.ceil(this.#total * share)
    let seen = 0
    for (let us = 0; us <= MAX_US; us++) {
      seen += this.#counts[us] ?? 0
      if (seen >= wanted) return us
    }
    return MAX_US
  }
}
