// A worker's side of the control block: takes a waiting book before the next answer, shows that it lives, sees the stop.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Answerer } from './answerer.ts'
import { ControlBlock } from './control-block.ts'

export class WorkerControl {
  readonly #block: ControlBlock
  readonly #row: number
  readonly #inbox: MessagePort
  readonly #answerer: Answerer
  #book = 0
  #generation = 0

  constructor(memory: SharedArrayBuffer, row: number, inbox: MessagePort, answerer: Answerer) {
    this.#block = new ControlBlock(memory)
    this.#row = row
    this.#inbox = inbox
    this.#answerer = answerer
  }

  /**
   * Call after a datagram was received and before it is answered: a book posted before the query arrived is then in use
   * for its answer. Two atomic loads if nothing is new.
   */
  refresh(): void {
    const book = this.#block.book()
    if (book !== this.#book) this.#takeBook()
    const generation = this.#answerer.generation
    if (book === this.#book && generation === this.#generation) return
    this.#book = book
    this.#generation = generation
    this.#block.setReading(this.#row, book, generation)
  }

  /** Call at least every UDP_WAIT_MS, also while no query comes: the writer waits for it to reuse memory. */
  tick(): void {
    this.refresh()
    this.#block.tick(this.#row)
  }

  stopRequested(): boolean {
    return this.#block.stopRequested()
  }

  get socket(): number {
    return this.#block.socket(this.#row)
  }

  set socket(descriptor: number) {
    this.#block.setSocket(this.#row, descriptor)
  }

  #takeBook(): void {
    let newest = receiveMessageOnPort(this.#inbox)
    for (let next = newest; next; next = receiveMessageOnPort(this.#inbox)) newest = next
    if (newest) this.#answerer.use(newest.message)
  }
}
