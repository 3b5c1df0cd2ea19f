// Since when the store refuses what we write: in the log when it begins, ever more rarely while it lasts, and when it is over.
import { performance } from 'node:perf_hooks'
import type { Log } from '../../log.ts'
import { StoreFault } from '../../store/problem.ts'

/** That something could not be written, and nothing of its kind could since. */
export interface Refusal {
  /** Wall clock ms. */
  readonly sinceMs: number
  /** By a clock that nobody sets. */
  readonly lastedMs: number
  /** The last reason, as a sentence with its remedy where that is known. */
  readonly problem: string
}

interface Course {
  readonly sinceMs: number
  readonly begunMs: number
  readonly problem: string
  readonly refused: number
}

interface Said {
  readonly atMs: number
  readonly waitMs: number
}

const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 3_600_000

export class Refusals {
  readonly #log: Log
  readonly #overMessage: string
  readonly #clock: () => number
  #course: Course | undefined
  /** By message: each is told when it is new, whatever else was. */
  readonly #said = new Map<string, Said>()

  /** `clock` is monotonic, in ms. */
  constructor(log: Log, overMessage: string, clock: () => number = () => performance.now()) {
    this.#log = log
    this.#overMessage = overMessage
    this.#clock = clock
  }

  /** Undefined: what was written last was taken. */
  get current(): Refusal | undefined {
    if (this.#course === undefined) return undefined
    const { sinceMs, begunMs, problem } = this.#course
    return { sinceMs, lastedMs: this.#clock() - begunMs, problem }
  }

  /** `message` is one of few. */
  refused(error: unknown, message: string, details: Readonly<Record<string, unknown>> = {}): void {
    const atMs = this.#clock()
    const { sinceMs, begunMs, refused } = this.#course ?? { sinceMs: Date.now(), begunMs: atMs, refused: 0 }
    this.#course = { sinceMs, begunMs, problem: sentenceOf(error), refused: refused + 1 }
    const said = this.#said.get(message)
    if (said !== undefined && atMs < said.atMs + said.waitMs) return
    const waitMs = said === undefined ? FIRST_WAIT_MS : Math.min(said.waitMs * 2, LONGEST_WAIT_MS)
    this.#said.set(message, { atMs, waitMs })
    this.#log.error({ err: error, ...details, refused: refused + 1 }, message)
  }

  written(): void {
    if (this.#course === undefined) return
    const { begunMs, refused } = this.#course
    this.#log.info({ refused, lastedMs: Math.round(this.#clock() - begunMs) }, this.#overMessage)
    this.#course = undefined
    this.#said.clear()
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof StoreFault) return error.problem.sentence
  return error instanceof Error ? error.message : String(error)
}
