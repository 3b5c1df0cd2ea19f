// Long work for an operator, in a thread beside the daemon: one at a time, a few wait, and none takes for ever.
import { Loader } from '../load/loader.ts'
import type { OperatorProblem } from '../operator.ts'
import { Turns, unavailable } from './turns.ts'

/** For what takes longer the thread is ended. */
const MAX_WORK_MS = 120_000

export class Aside {
  readonly #maxWorkMs: number
  readonly #turns = new Turns()

  constructor(maxWorkMs = MAX_WORK_MS) {
    this.#maxWorkMs = maxWorkMs
  }

  run<Result>(work: (loader: Loader) => Promise<Result>): Promise<Result | OperatorProblem> {
    return this.#turns.run(() => this.#begin(work))
  }

  async #begin<Result>(work: (loader: Loader) => Promise<Result>): Promise<Result | OperatorProblem> {
    const loader = Loader.inThread()
    const late = setTimeout(() => void loader.close(), this.#maxWorkMs)
    try {
      return await work(loader)
    } catch (error) {
      // The thread died, or was ended: the daemon goes on as it is.
      return unavailable(
        `it could not be found out: ${error instanceof Error ? error.message : String(error)}`,
      )
    } finally {
      clearTimeout(late)
      await loader.close()
    }
  }
}
