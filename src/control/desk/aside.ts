// Long work for an operator, in a thread beside the daemon: one at a time, a few wait, and none takes for ever.
import { Loader } from '../load/loader.ts'
import type { OperatorProblem } from '../operator.ts'
import { Turns, unavailable } from './turns.ts'

/** For what takes longer the thread is ended. */
const MAX_WORK_MS = 120_000

export class Aside {
  readonly #maxWorkMs: number
  readonly #turns = new Turns()
  /** Of the work that is being done. */
  #loader: Loader | undefined
  #isStopped = false

  constructor(maxWorkMs = MAX_WORK_MS) {
    this.#maxWorkMs = maxWorkMs
  }

  run<Result>(work: (loader: Loader) => Promise<Result>): Promise<Result | OperatorProblem> {
    return this.#turns.run(() => this.#begin(work))
  }

  /** Ends what is being done, and takes nothing more: a thread that is left would keep the process for as long as it works. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#loader?.close()
    await this.#turns.ended
  }

  async #begin<Result>(work: (loader: Loader) => Promise<Result>): Promise<Result | OperatorProblem> {
    if (this.#isStopped) return unavailable('failover is being stopped')
    let late: NodeJS.Timeout | undefined
    try {
      const loader = Loader.inThread()
      this.#loader = loader
      late = setTimeout(() => void loader.close(), this.#maxWorkMs)
      return await work(loader)
    } catch (error) {
      // The thread died, or was ended: the daemon goes on as it is.
      return unavailable(
        `it could not be found out: ${error instanceof Error ? error.message : String(error)}`,
      )
    } finally {
      clearTimeout(late)
      await this.#loader?.close()
      this.#loader = undefined
    }
  }
}
