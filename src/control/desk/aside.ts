// Long work for an operator, in a thread beside the daemon: one at a time, a few wait, and none takes for ever.
import { Loader } from '../load/loader.ts'
import type { OperatorProblem } from '../operator.ts'

/** More are refused at once. */
export const MAX_WAITING = 4
/** For what takes longer the thread is ended. */
const MAX_WORK_MS = 120_000

export class Aside {
  readonly #maxWorkMs: number
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(maxWorkMs = MAX_WORK_MS) {
    this.#maxWorkMs = maxWorkMs
  }

  run<Result>(work: (loader: Loader) => Promise<Result>): Promise<Result | OperatorProblem> {
    if (this.#waiting > MAX_WAITING)
      return Promise.resolve(unavailable('several such questions are being answered already: ask again'))
    this.#waiting++
    const done = this.#last.then(() => this.#begin(work)).finally(() => this.#waiting--)
    this.#last = done
    return done
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

function unavailable(sentence: string): OperatorProblem {
  return { problem: { code: 'unavailable', sentence } }
}
