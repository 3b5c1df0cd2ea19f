// Writes changes into the record table, each as one transaction; what the store refuses is owed and written later.
import type { Act, Settlement, Store } from '../../store/store.ts'
import type { VerdictOf } from '../plan/availability.ts'
import type { InService } from '../publish/in-service.ts'
import { publishedFlags } from '../publish/record-rows.ts'
import { storedStanding } from '../publish/stored-standings.ts'
import type { VerdictChange } from './judge-outcomes.ts'
import type { Refusals } from './refusals.ts'

/** What one tick changed. */
export interface LedgerEntry {
  readonly nowMs: number
  readonly changes: readonly VerdictChange[]
  /** Whose verdicts are written: those that changed, and those that the answers follow from. */
  readonly targets: readonly string[]
  /** What else happened and is kept in the history. */
  readonly acts: readonly Act[]
  /** Keys of the pools that answer other records now. */
  readonly moved: readonly string[]
}

export interface LedgerOptions {
  readonly store: Store
  readonly refusals: Pick<Refusals, 'refused' | 'written'>
  readonly service: () => InService
  readonly verdictOf: VerdictOf
}

/** Entries kept for a store that refuses; the oldest is given up first. */
const MAX_OWED = 1000

export class Ledger {
  readonly #options: LedgerOptions
  /** Oldest first. */
  #owed: LedgerEntry[] = []

  constructor(options: LedgerOptions) {
    this.#options = options
  }

  /** Changes that the store has refused so far. */
  get owed(): number {
    return this.#owed.length
  }

  /** False: it is owed. A store that cannot write must not keep us from failing over: it is logged, and answered. */
  write(entry: LedgerEntry): boolean {
    this.#owed.push(entry)
    return this.writeOwed()
  }

  /** Flags and verdicts are written as they are by now, transitions as they were. False: something is still owed. */
  writeOwed(): boolean {
    const { store, refusals } = this.#options
    if (this.#owed.length === 0) return true
    try {
      for (let entry = this.#owed[0]; entry !== undefined; entry = this.#owed[0]) {
        store.settle(this.#settlementOf(entry))
        this.#owed.shift()
      }
      refusals.written()
      return true
    } catch (error) {
      this.#owed = this.#owed.slice(-MAX_OWED)
      refusals.refused(error, 'the change could not be written; it is answered all the same', {
        owed: this.#owed.length,
      })
      return false
    }
  }

  #settlementOf({ nowMs, changes, targets, acts, moved }: LedgerEntry): Settlement {
    const { service, verdictOf } = this.#options
    const current = service()
    const verdicts = targets.flatMap((target) => {
      const verdict = verdictOf(target)
      return verdict === undefined ? [] : [{ target, verdict }]
    })
    const pools = moved.flatMap((key) => current.plan.pools.get(key) ?? [])
    const published = pools.flatMap((planned) =>
      publishedFlags(planned.pool, planned.origin, current.publisher.publicationOf(planned.pool)),
    )
    const standings = pools.flatMap(
      (planned) => storedStanding(planned, current.publisher.publicationOf(planned.pool)) ?? [],
    )
    return { nowMs, verdicts, transitions: changes, acts, standings, published }
  }
}
