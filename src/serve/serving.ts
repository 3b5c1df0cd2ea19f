// The workers that serve: one per UDP socket, one for TCP; their common start, their books, their counters, their stop.

import type { Answering } from './answerer.ts'
import type { UdpIo } from './choose-udp.ts'
import { ControlBlock } from './control-block.ts'
import { BEAT_MS, STOP_WITHIN_MS } from './limits.ts'
import { type ListenTransport, type ServingProblem, workerProblem } from './problem.ts'
import { SERVE_COUNTERS } from './serve-counters.ts'
import type { ServingOptions, WorkerEntries } from './serving-options.ts'
import type { Endpoint } from './tcp-server.ts'
import { WorkerSlot } from './worker-slot.ts'

interface PlannedWorker {
  readonly transport: ListenTransport
  readonly endpoint: Endpoint
  readonly slot: WorkerSlot
}

export class Serving {
  readonly endpoints: readonly Endpoint[]
  readonly #control: ControlBlock
  readonly #counters: readonly SharedArrayBuffer[]
  readonly #names: readonly string[]
  readonly #workers: readonly PlannedWorker[]
  readonly #answering: Answering
  #book: unknown
  #beat: NodeJS.Timeout | undefined

  constructor(endpoints: readonly Endpoint[], io: UdpIo, options: ServingOptions, entries: WorkerEntries) {
    this.endpoints = endpoints
    this.#book = options.book
    this.#answering = options.answering
    this.#names = [...entries.counters, ...SERVE_COUNTERS]
    const places = plannedPlaces(endpoints, options.udp.workers)
    this.#control = ControlBlock.forWorkers(places.length)
    const counterOctets = this.#names.length * Float64Array.BYTES_PER_ELEMENT
    this.#counters = places.map(() => new SharedArrayBuffer(counterOctets))
    this.#workers = places.map(({ transport, endpoint, name }, row) => {
      const details =
        transport === 'udp'
          ? { ...endpoint, io, shared: options.udp.workers > 1 }
          : { endpoints, limits: options.tcp }
      const job = () => ({ ...this.#job(row, entries.counters.length), ...details })
      const ticks = () => this.#control.ticks(row)
      const slot = new WorkerSlot({ name, entry: entries[transport], job, ticks, onEvent: options.onEvent })
      return { transport, endpoint, slot }
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

  /** The lowest generation of the current book that some worker may still be reading; 0 while one reads another book. */
  slowestGeneration(): number {
    return this.#control.slowestGeneration()
  }

  /** Sums over all workers since the start; they survive a worker's death. */
  counters(): Readonly<Record<string, number>> {
    const columns = this.#counters.map((memory) => new Float64Array(memory))
    const sum = (index: number) => columns.reduce((total, column) => total + (column[index] ?? 0), 0)
    return Object.fromEntries(this.#names.map((name, index) => [name, sum(index)]))
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

  #job(row: number, answererCounters: number): object {
    const counters = this.#counters[row]
    return {
      control: this.#control.memory,
      row,
      counters,
      answererCounters,
      book: this.#book,
      answering: this.#answering,
    }
  }

  #eachSlot(act: (slot: WorkerSlot) => void): void {
    for (const { slot } of this.#workers) act(slot)
  }
}

function plannedPlaces(endpoints: readonly Endpoint[], workers: number) {
  const udp = endpoints.flatMap((endpoint) =>
    Array.from({ length: workers }, (_, i) => ({
      transport: 'udp' as const,
      endpoint,
      name: `udp ${nameOf(endpoint)} #${i + 1}`,
    })),
  )
  return [
    ...udp,
    ...endpoints.slice(0, 1).map((endpoint) => ({ transport: 'tcp' as const, endpoint, name: 'tcp' })),
  ]
}

function nameOf({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
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
