// What the main thread and the workers share without messages: stop flag, number of the book, each worker's progress.
//
//   words 0..15         STOP | BOOK | (rest unused)
//   words 16..31, …     one row per worker: BOOK_SEEN | GENERATION | TICK | SOCKET | (rest unused)
//
// A row is one cache line, so that workers do not take it from each other. BOOK is bumped after the new book waits in
// every inbox. A worker stores which book, and which generation of it, it reads before it answers the next batch: what
// an earlier generation still held, that worker cannot see any more.

const STOP = 0
const BOOK = 1
const ROW_WORDS = 16
const BOOK_SEEN = 0
const GENERATION = 1
const TICK = 2
const SOCKET = 3

export class ControlBlock {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#words = new Int32Array(memory)
  }

  static forWorkers(workers: number): ControlBlock {
    const words = (workers + 1) * ROW_WORDS
    const block = new ControlBlock(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT))
    block.announceBook()
    return block
  }

  get workers(): number {
    return this.#words.length / ROW_WORDS - 1
  }

  requestStop(): void {
    Atomics.store(this.#words, STOP, 1)
  }

  stopRequested(): boolean {
    return Atomics.load(this.#words, STOP) !== 0
  }

  /** Number of the book that all workers shall read. */
  book(): number {
    return Atomics.load(this.#words, BOOK)
  }

  /** Call after the new book was posted to every worker. */
  announceBook(): void {
    Atomics.add(this.#words, BOOK, 1)
  }

  /** What a worker reads from now on. The generation is stored first: whoever sees the book's number sees its generation. */
  setReading(row: number, book: number, generation: number): void {
    Atomics.store(this.#words, at(row, GENERATION), generation)
    Atomics.store(this.#words, at(row, BOOK_SEEN), book)
  }

  /** The lowest generation of the current book that a worker may be reading; 0 while one reads an earlier book. */
  slowestGeneration(): number {
    const book = this.book()
    let slowest = Number.POSITIVE_INFINITY
    for (let row = 0; row < this.workers; row++) {
      if (this.#load(row, BOOK_SEEN) !== book) return 0
      slowest = Math.min(slowest, this.#load(row, GENERATION))
    }
    return slowest
  }

  tick(row: number): void {
    Atomics.add(this.#words, at(row, TICK), 1)
  }

  ticks(row: number): number {
    return this.#load(row, TICK)
  }

  /**
   * The worker's bound socket (a file descriptor), -1 if none. A plain descriptor outlives the thread that opened it: the
   * worker's successor goes on with it, and loses none of the datagrams that wait in it.
   */
  socket(row: number): number {
    return this.#load(row, SOCKET) - 1
  }

  setSocket(row: number, descriptor: number): void {
    Atomics.store(this.#words, at(row, SOCKET), descriptor + 1)
  }

  #load(row: number, word: number): number {
    return Atomics.load(this.#words, at(row, word))
  }
}

function at(row: number, word: number): number {
  return (row + 1) * ROW_WORDS + word
}
