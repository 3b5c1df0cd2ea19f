// That we run, as the database remembers it, so that nobody takes the time of a stop for one in which we answered.
import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Store } from '../../store/store.ts'
import type { Maintenance, Network, Timing } from '../../zone/zone.ts'
import { clockAct } from './clock-act.ts'

/** What of failover.yaml decides what is answered; a zone file says the rest. */
export interface Settings {
  readonly checks: Timing
  readonly allowQuery: Readonly<Record<string, readonly Network[]>>
  readonly maintenance: readonly Maintenance[]
}

export class RunRecord {
  readonly #store: Store
  readonly #log: Log
  /** Of a run that is not on record yet. */
  #due: { readonly settings: string; readonly startedMs: number } | undefined
  #id: number | undefined
  #isRefused = false

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
  }

  /** What the store refuses now is made up for by `noteAlive`. */
  begin({ checks, allowQuery, maintenance }: Settings & Partial<Config>, nowMs: number): void {
    const settings: Settings = { checks, allowQuery, maintenance }
    this.#due = { settings: JSON.stringify(settings), startedMs: nowMs }
    this.#guarded(() => this.#begin(nowMs))
  }

  /** After a kill the time of our end is known as well as this is called often. */
  noteAlive(nowMs: number): void {
    this.#guarded(() => {
      this.#begin(nowMs)
      if (this.#id !== undefined) this.#store.runs.noteAlive(this.#id, nowMs)
    })
  }

  #begin(nowMs: number): void {
    if (this.#due === undefined) return
    const { settings, startedMs } = this.#due
    this.#noteClock(nowMs)
    this.#id = this.#store.runs.begin(startedMs, settings)
    this.#due = undefined
  }

  /** A clock that was set back while nobody ran. */
  #noteClock(nowMs: number): void {
    const [newest] = this.#store.transitions.read({ limit: 1 })
    const lastMs = Math.max(newest?.atMs ?? 0, this.#store.runs.newest()?.aliveMs ?? 0)
    if (lastMs <= nowMs) return
    const acts = [clockAct(lastMs, nowMs)]
    this.#store.settle({ nowMs, verdicts: [], transitions: [], acts, published: [] })
  }

  end(nowMs: number): void {
    const id = this.#id
    if (id !== undefined) this.#guarded(() => this.#store.runs.end(id, nowMs))
    this.#id = undefined
    this.#due = undefined
  }

  #guarded(write: () => void): void {
    try {
      write()
      this.#isRefused = false
    } catch (error) {
      if (this.#isRefused) return
      this.#isRefused = true
      this.#log.error({ err: error }, 'the database could not be told that we run')
    }
  }
}
