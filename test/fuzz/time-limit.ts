// Belief every input to a time in proportion to its size; what takes too long is tried again, for the machine may be busy.
import assert from 'node:assert/strict'

const KB = 1024
const MAX_TRIES = 8

export class TimeLimit {
  /** The longest time seen for one KB, of the best of several tries. */
  worstMsPerKb = 0
  readonly #msPerKb: number

  constructor(msPerKb: number) {
    this.#msPerKb = msPerKb
  }

  /** `run` does the same each time that it is called. Inputs below one KB have the time of one KB. */
  hold<Result>(octets: number, what: string, run: () => Result): Result {
    const size = Math.max(1, octets / KB)
    let best = Number.POSITIVE_INFINITY
    for (let tries = 0; ; tries++) {
      const startMs = performance.now()
      const result = run()
      best = Math.min(best, (performance.now() - startMs) / size)
      if (best > Math.min(this.worstMsPerKb, this.#msPerKb) && tries < MAX_TRIES) continue
      this.worstMsPerKb = Math.max(this.worstMsPerKb, best)
      assert.ok(best <= this.#msPerKb, `${what}: ${best.toFixed(3)} ms per KB of ${octets} octets`)
      return result
    }
  }
}
