// What the flipping thread and the watching client share: which pool is watched, what it must become, when that was seen.
//
//   Int32    STOP | WATCHED | WANTED | ASKED | LOST | WRONG
//   Float64  when the expected answer of watch number n was seen, ns of the monotonic clock

const STOP = 0
const WATCHED = 1
const WANTED = 2
const ASKED = 3
const LOST = 4
const WRONG = 5
const WORDS = 8

export type Count = 'asked' | 'lost' | 'wrong'
const COUNTS: Readonly<Record<Count, number>> = { asked: ASKED, lost: LOST, wrong: WRONG }

/** Nothing is expected yet: any right answer will do. */
export const ANY = 0
/** How many things can be expected. */
const WAYS = 4
export const MAX_WATCHES = 10_000

export class WatchBlock {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #seenNs: Float64Array

  constructor(memory = new SharedArrayBuffer(WORDS * 4 + MAX_WATCHES * 8)) {
    this.memory = memory
    this.#words = new Int32Array(memory, 0, WORDS)
    this.#seenNs = new Float64Array(memory, WORDS * 4)
  }

  /** The client asks for this pool from now on, until it answers with `expected` and ever after. Returns the watch. */
  watch(pool: number, expected: number): number {
    Atomics.store(this.#words, WANTED, pool * WAYS + expected)
    return Atomics.add(this.#words, WATCHED, 1) + 1
  }

  get watched(): number {
    return Atomics.load(this.#words, WATCHED)
  }

  /** Pool and expected answer in one word, so that they belong together: see poolIn and expectedIn. */
  get wanted(): number {
    return Atomics.load(this.#words, WANTED)
  }

  saw(watch: number, ns: number): void {
    this.#seenNs[watch] = ns
  }

  /** 0 when not yet. */
  seenNs(watch: number): number {
    return this.#seenNs[watch] ?? 0
  }

  count(what: Count): void {
    Atomics.add(this.#words, COUNTS[what], 1)
  }

  counted(what: Count): number {
    return Atomics.load(this.#words, COUNTS[what])
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1)
  }

  get isStopping(): boolean {
    return Atomics.load(this.#words, STOP) !== 0
  }
}

export function monotonicNs(): number {
  return Number(process.hrtime.bigint())
}

export function poolIn(wanted: number): number {
  return Math.floor(wanted / WAYS)
}

export function expectedIn(wanted: number): number {
  return wanted % WAYS
}
