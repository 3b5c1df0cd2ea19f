// The overrides that hold: read from the store at start, written to it before they count, ended when their time is over.
import type { Log } from '../../log.ts'
import type { NewOverride, Override } from '../../store/overrides.ts'
import type { Store } from '../../store/store.ts'
import { isOver, type Overridden, overriddenBy } from './decreed.ts'
import type { ServicePlan } from './service-plan.ts'

export interface OverridesOptions {
  readonly store: Store
  readonly log: Log
  /** Called when the time of some is over: what they held must be published anew. */
  readonly onEnded: () => void
}

/** More are refused: each is looked up in every plan, a pattern among all names. */
export const MAX_OVERRIDES = 250

/** Whose end is written as `ended_by` when nobody ends it. */
const BY_ITSELF = 'failover'

/** A clock that is set is noticed after so long; answers follow it at once. */
const LOOK_EVERY_MS = 60_000
/** A store that refuses an end is asked again. */
const RETRY_MS = 5000

interface Known {
  readonly plan: ServicePlan
  readonly untilMs: number
  readonly overridden: Overridden
  /** From when on drained members are out, each such moment once. */
  readonly outAtMs: readonly number[]
}

export class Overrides {
  readonly #options: OverridesOptions
  /** Oldest first. */
  #open: readonly Override[]
  #known: Known | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: OverridesOptions) {
    this.#options = options
    // The clock may have been set back while nobody ran: by how much the drain had come is not known.
    const nowMs = Date.now()
    const open = options.store.overrides.read()
    this.#open = open.map((one) => ({ ...one, startedMs: Math.min(one.startedMs, nowMs) }))
  }

  /** Those whose time is not over. */
  at(nowMs: number): readonly Override[] {
    return this.#open.filter((one) => !isOver(one, nowMs))
  }

  overridden(plan: ServicePlan, nowMs: number): Overridden {
    return this.#knownOf(plan, nowMs).overridden
  }

  /** Another one whenever the clock alone has changed what they say: one has ended, or a drain has taken its time. */
  revision(plan: ServicePlan, nowMs: number): string {
    const { outAtMs } = this.#knownOf(plan, nowMs)
    return `${this.at(nowMs).length}.${outAtMs.filter((atMs) => atMs <= nowMs).length}`
  }

  #knownOf(plan: ServicePlan, nowMs: number): Known {
    if (this.#known?.plan === plan && nowMs < this.#known.untilMs) return this.#known
    const overridden = overriddenBy(this.#open, plan, nowMs)
    const ends = this.at(nowMs).map(({ endsMs }) => endsMs ?? Number.POSITIVE_INFINITY)
    const untilMs = Math.min(...ends, Number.POSITIVE_INFINITY)
    const outAtMs = [...new Set([...overridden.members.values()].map((one) => one.outAtMs))]
    this.#known = { plan, untilMs, overridden, outAtMs }
    return this.#known
  }

  /** For a clock that was set by so many ms: a drain has come as far as it had, and ends when the clock says so. */
  clockMoved(byMs: number): void {
    this.#open = this.#open.map((one) => ({ ...one, startedMs: one.startedMs + byMs }))
    this.#known = undefined
  }

  /** Takes the place of those with the same target. Throws StoreFault, having changed nothing. */
  add(override: NewOverride): Override {
    const replaced = this.#open.filter(({ target }) => target === override.target)
    const replacing = replaced.map(({ id }) => id)
    const added = { ...override, id: this.#options.store.overrides.add(override, replacing) }
    this.#open = [...this.#open.filter((one) => !replaced.includes(one)), added]
    this.#known = undefined
    const { who } = added
    for (const { target, decree, why } of replaced) this.#log(target, decree, 'none', why, who)
    this.#log(added.target, 'none', added.decree, added.why, who)
    return added
  }

  /** Throws StoreFault; those that were ended before that are. */
  end(overrides: readonly Override[], who: string, nowMs: number): void {
    for (const { id, target, decree, why } of overrides) {
      this.#options.store.overrides.end(id, who, nowMs)
      this.#open = this.#open.filter((one) => one.id !== id)
      this.#known = undefined
      this.#log(target, decree, 'none', why, who)
    }
  }

  /** Ends those whose time is over, now and whenever it is. */
  followClock(): void {
    clearTimeout(this.#timer)
    // A request may end after the stop: a timer of its would keep the process for ever.
    if (this.#isStopped) return
    const nowMs = Date.now()
    const over = this.#open.filter((one) => isOver(one, nowMs))
    let delayMs = this.#endOver(over, nowMs) ? LOOK_EVERY_MS : RETRY_MS
    for (const { endsMs } of this.at(nowMs)) delayMs = Math.min(delayMs, (endsMs ?? Infinity) - nowMs)
    if (over.length > 0) this.#options.onEnded()
    if (this.#open.length > 0) this.#timer = setTimeout(() => this.followClock(), delayMs)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** False: the store refused. They hold no longer all the same, for their time is over. */
  #endOver(over: readonly Override[], nowMs: number): boolean {
    try {
      this.end(over, BY_ITSELF, nowMs)
      return true
    } catch (error) {
      this.#options.log.error({ err: error }, 'the end of an override could not be written')
      return false
    }
  }

  #log(target: string, from: string, to: string, reason: string, detail: string): void {
    this.#options.log.info({ kind: 'override', target, from, to, reason, detail }, 'transition')
  }
}
