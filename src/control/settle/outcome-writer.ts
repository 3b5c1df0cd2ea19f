// Writes last outcomes that changed no verdict, some of them as samples too: a bounded number at a time, those that matter first.
import type { Verdict } from '../../health/verdict.ts'
import type { Store } from '../../store/store.ts'
import { Sampling } from '../checks/sampling.ts'
import type { Refusals } from './refusals.ts'
import { Unwritten } from './unwritten.ts'

export interface OutcomeWriterOptions {
  readonly store: Pick<Store, 'recordOutcomes'>
  readonly verdictOf: (targetId: string) => Verdict | undefined
  readonly refusals: Refusals
}

/** The main thread waits for the database meanwhile: some 3 ms. Of 10 000 targets each is written every 40 s. */
const MAX_WRITTEN_AT_ONCE = 250

export class OutcomeWriter {
  readonly #options: OutcomeWriterOptions
  readonly #unwritten = new Unwritten()
  readonly #sampling = new Sampling()

  constructor(options: OutcomeWriterOptions) {
    this.#options = options
  }

  /** Targets whose last outcome waits for its turn. */
  get waiting(): Pick<Unwritten, 'size' | 'has'> {
    return this.#unwritten
  }

  /** `isUrgent`: more has changed than the last outcome, as a row of failures that has grown or ended. */
  add(targetId: string, isUrgent: boolean): void {
    this.#unwritten.add(targetId, isUrgent)
  }

  /** They were written with a change. */
  written(targetIds: Iterable<string>): void {
    for (const targetId of targetIds) this.#unwritten.delete(targetId)
  }

  write(most = MAX_WRITTEN_AT_ONCE): void {
    if (this.#unwritten.size === 0) return
    const { store, verdictOf, refusals } = this.#options
    const batch = this.#unwritten.take(most).flatMap((target) => {
      const verdict = verdictOf(target)
      return verdict === undefined ? [] : [{ target, verdict }]
    })
    try {
      store.recordOutcomes(batch, this.#sampling.choose(batch))
      refusals.written()
    } catch (error) {
      refusals.refused(error, 'outcomes could not be written')
    }
  }
}
