// One worker thread from its start to its exit: whether it bound its sockets, and how it ended.

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { MAX_YOUNG_MEGABYTES } from './limits.ts'
import type { ServingProblem } from './problem.ts'
import type { WorkerReport } from './worker-job.ts'

export class WorkerThread {
  readonly #worker: Worker
  readonly #outbox: MessagePort
  #reason = 'it ended without being told to'
  /** undefined: it serves. 'died': it ended before it could say so. */
  readonly started: Promise<ServingProblem | 'died' | undefined>
  /** Resolves with the reason when the thread has ended. */
  readonly ended: Promise<string>

  constructor(entry: URL, name: string, job: object) {
    const { port1, port2 } = new MessageChannel()
    port1.unref()
    this.#outbox = port1
    const workerData = { ...job, inbox: port2 }
    const resourceLimits = { maxYoungGenerationSizeMb: MAX_YOUNG_MEGABYTES }
    this.#worker = new Worker(entry, { name, workerData, transferList: [port2], resourceLimits })
    this.#worker.on('error', (error) => {
      this.#reason = error instanceof Error ? error.message : String(error)
    })
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        port1.close()
        resolve(this.#reason)
      })
    })
    this.started = new Promise((resolve) => {
      this.#worker.on('message', (report: WorkerReport) =>
        resolve('problem' in report ? report.problem : undefined),
      )
      this.#worker.on('exit', () => resolve('died'))
    })
  }

  post(book: unknown): void {
    this.#outbox.postMessage(book)
  }

  /** For the worker's event loop; UDP workers have none. */
  tell(message: unknown): void {
    this.#worker.postMessage(message)
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }
}
