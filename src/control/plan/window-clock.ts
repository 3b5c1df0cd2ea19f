// Turns windows of time into facts for the pure code: open until when, or when one opens next.
import type { WindowFact } from '../../answer/failback.ts'
import type { TimeWindow } from '../../zone/zone.ts'
import { type Openings, watchWindow } from '../schedule.ts'

interface Watched {
  readonly window: TimeWindow
  readonly openings: Openings
  /** The opening that is known last; undefined: none of which anything is left. */
  openedAtMs: number | undefined
  /** As it was when the last one opened. */
  opensAtMs: number | undefined
}

export type WindowFactOf = (window: TimeWindow, nowMs: number) => WindowFact

export class WindowClock {
  readonly #opened: () => void
  readonly #watched = new Map<string, Watched>()

  /** `opened` is called when any of the windows has opened. */
  constructor(opened: () => void) {
    this.#opened = opened
  }

  /** Those that are watched already go on. */
  set(windows: Iterable<TimeWindow>, nowMs: number): void {
    const wanted = new Map([...windows].map((window) => [keyOf(window), window]))
    for (const [key, { openings }] of this.#watched)
      if (!wanted.has(key)) {
        openings.stop()
        this.#watched.delete(key)
      }
    for (const [key, window] of wanted)
      if (!this.#watched.has(key)) this.#watched.set(key, this.#watch(window, nowMs))
  }

  /** An opening counts from its very millisecond, also where node-cron has yet to tell of it. */
  readonly factOf: WindowFactOf = (window, nowMs) => {
    const { openedAtMs, opensAtMs } = this.#watched.get(keyOf(window)) ?? {}
    const latestMs = opensAtMs !== undefined && opensAtMs <= nowMs ? opensAtMs : openedAtMs
    const untilMs = latestMs === undefined ? undefined : latestMs + window.lengthMs
    return {
      openUntilMs: untilMs !== undefined && untilMs > nowMs ? untilMs : undefined,
      opensAtMs: opensAtMs !== undefined && opensAtMs > nowMs ? opensAtMs : undefined,
    }
  }

  stop(): void {
    this.set([], 0)
  }

  #watch(window: TimeWindow, nowMs: number): Watched {
    const openings = watchWindow(window, (atMs) => {
      watched.openedAtMs = atMs
      watched.opensAtMs = openings.nextMs()
      this.#opened()
    })
    const watched: Watched = {
      window,
      openings,
      openedAtMs: openings.lastMs(nowMs),
      opensAtMs: openings.nextMs(),
    }
    return watched
  }
}

function keyOf({ when, lengthMs }: TimeWindow): string {
  return `${when}/${lengthMs}`
}
