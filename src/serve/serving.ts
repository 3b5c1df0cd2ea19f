// The workers that serve: one per UDP socket, one for TCP, one for TLS; their common start, their books, their counters, their stop.

import type { Endpoint } from './acceptor.ts'
import type { Answering } from './answerer.ts'
import type { Certificate } from './certificate.ts'
import type { UdpIo } from './choose-udp.ts'
import { ControlBlock } from './control-block.ts'
import { BEAT_MS, STOP_WITHIN_MS } from './limits.ts'
import { type PlannedWorker, planWorkers } from './plan-workers.ts'
import { type ServingProblem, workerProblem } from './problem.ts'
import { SERVE_COUNTERS } from './serve-counters.ts'
import type { Places, ServingOptions, WorkerEntries } from './serving-options.ts'
import { WorkerSlot } from './worker-slot.ts'

interface RunningWorker extends PlannedWorker {
  readonly slot: WorkerSlot
}

export class Serving {
  /** Those of UDP and TCP. */
  readonly endpoints: readonly Endpoint[]
  readonly places: Places
  readonly #control: ControlBlock
  readonly #counters: readonly SharedArrayBuffer[]
  readonly #entries: WorkerEntries
  readonly #workers: readonly RunningWorker[]
  readonly #answering: Answering
  #book: unknown
  #certificate: Certificate | undefined
  #beat: NodeJS.Timeout | undefined

  constructor(places: Places, io: UdpIo, options: ServingOptions, entries: WorkerEntries) {
    this.endpoints = places.listen
    this.places = places
    this.#book = options.book
    this.#certificate = options.encrypted?.certificate
    this.#answering = options.answering
    this.#entries = entries
    const planned = planWorkers(places, io, options, entries)
    this.#control = ControlBlock.forWorkers(planned.length)
    const counterOctets = (entries.cells + SERVE_COUNTERS.length) * Float64Array.BYTES_PER_ELEMENT
    this.#counters = planned.map(() => new SharedArrayBuffer(counterOctets))
    this.#workers = planned.map((worker, row) => {
      const { name, transport, entry, details } = worker
      const secret = () => (transport === 'tls' ? { certificate: this.#certificate } : {})
      const job = () => ({ ...details, ...secret(), ...this.#job(row) })
      const ticks = () => this.#control.ticks(row)
      return { ...worker, slot: new WorkerSlot({ name, entry, job, ticks, onEvent: options.onEvent }) }
    })
  }

  /** Resolves when every socket is bound; if one cannot be, everything is closed again and the problem returned. */
  async start(): Promise<ServingProblem | undefined> {
    const outcomes = await Promise.all(
      this.#workers.map(async ({ transport, endpoint, slot }) => {
        const failure = await slot.start()
        if (!failure || !('died' in failure)) return failure
        return workerProblem(transport, endpoint.address, endpoint.port, failure.died)
      }),
    )
    const problem = outcomes.find((outcome) => outcome !== undefined)
    if (problem) await this.stop()
    else this.#beat = setInterval(() => this.#eachSlot((slot) => slot.beat()), BEAT_MS).unref()
    return problem
  }

  /** Every query that arrives after this returns is answered from this book. */
  useBook(book: unknown): void {
    this.#book = book
    this.#eachSlot((slot) => slot.post(book))
    this.#control.announceBook()
  }

  /** New connections get this certificate; those that are open go on. */
  useCertificate(certificate: Certificate): void {
    this.#certificate = certificate
    for (const { transport, slot } of this.#workers) if (transport === 'tls') slot.tell(certificate)
  }

  /** The lowest generation of the current book that some worker may still be reading; 0 while one reads another book. */
  slowestGeneration(): number {
    return this.#control.slowestGeneration()
  }

  /** Sums over all workers since the start; they survive a worker's death. */
  counters(): Readonly<Record<string, number>> {
    const { counters, cells } = this.#entries
    const sums = this.cells()
    return Object.fromEntries([
      ...counters.map((name, index) => [name, sums[index] ?? 0]),
      ...SERVE_COUNTERS.map((name, index) => [name, sums[cells + index] ?? 0]),
    ])
  }

  /** The same sums by cell: those of the answerer as it numbers them, then SERVE_COUNTERS. */
  cells(): Float64Array {
    const sums = new Float64Array(this.#entries.cells + SERVE_COUNTERS.length)
    for (const memory of this.#counters)
      new Float64Array(memory).forEach((count, cell) => {
        sums[cell] = (sums[cell] ?? 0) + count
      })
    return sums
  }

  /** Answers what has arrived, closes every socket, ends every worker, within STOP_WITHIN_MS. */
  async stop(): Promise<void> {
    clearInterval(this.#beat)
    this.#control.requestStop()
    const late = setTimeout(() => this.#eachSlot((slot) => void slot.terminate()), STOP_WITHIN_MS)
    await Promise.all(this.#workers.map(({ slot }) => slot.stopped()))
    clearTimeout(late)
    await closeLeftSockets(this.#control)
  }

  #job(row: number): object {
    const counters = this.#counters[row]
    return {
      control: this.#control.memory,
      row,
      counters,
      answererCells: this.#entries.cells,
      book: this.#book,
      answering: this.#answering,
    }
  }

  #eachSlot(act: (slot: WorkerSlot) => void): void {
    for (const { slot } of this.#workers) act(slot)
  }
}

/** Closes what dead workers left open: a terminated thread closes nothing that koffi opened. */
async function closeLeftSockets(control: ControlBlock): Promise<void> {
  for (let row = 0; row < control.workers; row++) {
    const descriptor = control.socket(row)
    if (descriptor < 0) continue
    const { close } = await import('./libc.ts')
    close(descriptor)
    control.setSocket(row, -1)
  }
}
