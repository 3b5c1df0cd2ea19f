// From outcomes to answers: judge, write down in one transaction, publish, patch the book, log. In this order.

import { nameToText } from '../dns/name.ts'
import { typeToText } from '../dns/type.ts'
import type { Outcome } from '../health/outcome.ts'
import type { Target } from '../health/target.ts'
import type { Verdict } from '../health/verdict.ts'
import { movedBy } from '../health/verdict-times.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { answeredNow } from './answered-now.ts'
import type { BookKeeper } from './book-keeper.ts'
import type { InService } from './in-service.ts'
import { type EndedProbe, judgeOutcomes, type VerdictChange } from './judge-outcomes.ts'
import { Ledger } from './ledger.ts'
import { WallClock } from './wall-clock.ts'

export interface SettlerOptions {
  readonly store: Store
  readonly log: Log
  readonly books: BookKeeper
  readonly service: () => InService
  /** Read from the store at start, kept up to date here. */
  readonly verdicts: Map<string, Verdict>
  /** With the new verdict of every target that was probed, once the answers are what it says. */
  readonly onJudged: (target: Target, verdict: Verdict) => void
  readonly clock?: WallClock
}

/** setTimeout takes no longer delay. */
const MAX_DELAY_MS = 2 ** 31 - 1

export class Settler {
  readonly #options: SettlerOptions
  readonly #ledger: Ledger
  /** Outcomes of this tick, judged together. */
  #ended: EndedProbe[] = []
  readonly #unwritten = new Set<string>()
  readonly #clock: WallClock
  #recheck: NodeJS.Timeout | undefined

  constructor(options: SettlerOptions) {
    this.#options = options
    this.#clock = options.clock ?? new WallClock()
    this.#ledger = new Ledger({ ...options, verdictOf: (id) => options.verdicts.get(id) })
  }

  take(targetId: string, outcome: Outcome): void {
    if (this.#ended.push({ targetId, outcome }) === 1) setImmediate(() => this.settle())
  }

  settle(): void {
    if (this.#ended.length === 0) return
    const { service, verdicts, onJudged } = this.#options
    const { plan } = service()
    const nowMs = this.#readClock()
    const judged = judgeOutcomes(this.#ended, plan.targets, verdicts, nowMs)
    this.#ended = []
    for (const [id, verdict] of judged.verdicts) {
      verdicts.set(id, verdict)
      this.#unwritten.add(id)
    }
    const keys = new Set([...judged.stirred].flatMap((id) => [...(plan.poolsOf.get(id) ?? [])]))
    this.#publish(keys, judged.changes, nowMs)
    if (keys.size > 0) this.armRecheck()
    for (const [id, verdict] of judged.verdicts) {
      const target = plan.targets.get(id)
      if (target !== undefined) onJudged(target, verdict)
    }
  }

  /** Some failbacks wait for time to pass, not for an outcome. Call after every change of what is published. */
  armRecheck(): void {
    clearTimeout(this.#recheck)
    const next = this.#options.service().publisher.nextRecheck()
    if (next === undefined) return
    const delayMs = Math.min(Math.max(0, next.atMs - Date.now()), MAX_DELAY_MS)
    this.#recheck = setTimeout(() => {
      this.#publish(new Set(next.keys), [], this.#readClock())
      this.armRecheck()
    }, delayMs)
  }

  /** What is owed, and last outcomes that changed no verdict; called once a second, so that the writes are bounded. */
  writeOutcomes(): void {
    const { store, log, verdicts } = this.#options
    this.#readClock()
    if (!this.#ledger.writeOwed() || this.#unwritten.size === 0) return
    const batch = [...this.#unwritten].flatMap((target) => {
      const verdict = verdicts.get(target)
      return verdict === undefined ? [] : [{ target, verdict }]
    })
    this.#unwritten.clear()
    try {
      store.recordOutcomes(batch)
    } catch (error) {
      log.error({ err: error }, 'outcomes could not be written')
    }
  }

  /**
   * Wall clock ms. A clock that was set, or went on while the machine slept, takes the verdicts along, so that neither
   * a hold nor a failback takes longer or shorter for it.
   */
  #readClock(): number {
    const { nowMs, jumpMs } = this.#clock.read()
    if (jumpMs === 0) return nowMs
    const { log, service, verdicts } = this.#options
    log.warn({ jumpMs }, 'the clock was set, or we slept; what lasts goes on as if nothing had happened')
    for (const [id, verdict] of verdicts) {
      verdicts.set(id, movedBy(verdict, jumpMs))
      this.#unwritten.add(id)
    }
    this.#publish(new Set(service().plan.pools.keys()), [], nowMs)
    this.armRecheck()
    return nowMs
  }

  stop(): void {
    this.settle()
    this.writeOutcomes()
    clearTimeout(this.#recheck)
  }

  #publish(keys: ReadonlySet<string>, changes: readonly VerdictChange[], nowMs: number): void {
    const { books, service } = this.#options
    const { changed, moved } = service().publisher.refresh(keys, nowMs)
    if (changes.length > 0 || moved.length > 0) {
      const isWritten = this.#ledger.write({ nowMs, changes, moved })
      if (isWritten) for (const { target } of changes) this.#unwritten.delete(target)
    }
    if (changed.length > 0) books.patch(changed)
    this.#tell(changes, moved)
  }

  #tell(changes: readonly VerdictChange[], moved: readonly string[]): void {
    const { log, service } = this.#options
    for (const { outcome, ...change } of changes)
      log.info({ ...change, ending: outcome.ending, detail: outcome.detail }, 'transition')
    const { plan, publisher } = service()
    for (const key of moved) {
      const pool = plan.pools.get(key)?.pool
      if (pool === undefined) continue
      const publication = publisher.publicationOf(pool)
      const answers = answeredNow(pool, publication)
      const name = nameToText(pool.owner)
      log.info({ name, type: typeToText(pool.type), answers, ttl: publication.ttlSeconds }, 'published')
    }
  }
}
