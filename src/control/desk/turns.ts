// Long work for operators, one piece at a time: a few wait for their turn, more are refused at once.
import type { OperatorProblem } from '../operator.ts'

/** More are refused. */
export const MAX_WAITING = 4

export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** Resolves when all that has been asked for so far has ended. */
  get ended(): Promise<unknown> {
    return this.#last
  }

  /** In the order in which they come; whatever becomes of one, the next has its turn. */
  run<Result>(work: () => Promise<Result | OperatorProblem>): Promise<Result | OperatorProblem> {
    if (this.#waiting > MAX_WAITING)
      return Promise.resolve(unavailable('several such questions are being answered already: ask again'))
    this.#waiting++
    const done = this.#last.then(work).finally(() => this.#waiting--)
    this.#last = done.catch(() => undefined)
    return done
  }
}

export function unavailable(sentence: string): OperatorProblem {
  return { problem: { code: 'unavailable', sentence } }
}
