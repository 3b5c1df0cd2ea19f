// Keeps the held connections: one to every up target that wants it, opened again after each end, ever more seldom.
import { performance } from 'node:perf_hooks'
import type { Hold } from '../../probe/probe.ts'

export interface HeldTarget {
  readonly id: string
  readonly address: string
  /** Absent: nothing is held. */
  readonly hold?: Hold
}

export interface HoldsOptions {
  /** A connection that stood has ended, and not through us. */
  readonly onLost: (targetId: string) => void
}

/** Targets beyond this are probed and not held. */
export const MAX_HELD = 4096
export const FIRST_WAIT_MS = 100
export const MAX_WAIT_MS = 60_000

interface Held {
  target: HeldTarget
  /** Of the connection that stands or is being opened. */
  close: (() => void) | undefined
  openedAtMs: number
  waitMs: number
  again: NodeJS.Timeout | undefined
}

export class Holds {
  readonly #onLost: HoldsOptions['onLost']
  #targets: ReadonlyMap<string, HeldTarget> = new Map()
  readonly #held = new Map<string, Held>()

  constructor({ onLost }: HoldsOptions) {
    this.#onLost = onLost
  }

  /** `isSame` tells whether a target still asks the same: then its connection stands. */
  setTargets(targets: readonly HeldTarget[], isSame: (id: string) => boolean): void {
    this.#targets = new Map(
      targets.filter(({ hold }) => hold !== undefined).map((target) => [target.id, target]),
    )
    for (const [id, held] of this.#held) {
      const target = this.#targets.get(id)
      if (target !== undefined && isSame(id)) held.target = target
      else this.#release(id)
    }
  }

  /** Call with every verdict: only what is up is held. */
  follow(targetId: string, isUp: boolean): void {
    if (!isUp) this.#release(targetId)
    else if (!this.#held.has(targetId) && this.#held.size < MAX_HELD) {
      const target = this.#targets.get(targetId)
      if (target !== undefined) this.#hold(target)
    }
  }

  stop(): void {
    this.setTargets([], () => false)
  }

  #hold(target: HeldTarget): void {
    const held = { target, close: undefined, openedAtMs: 0, waitMs: FIRST_WAIT_MS, again: undefined }
    this.#held.set(target.id, held)
    this.#open(held)
  }

  #open(held: Held): void {
    const { id, address, hold } = held.target
    held.openedAtMs = performance.now()
    held.close = hold?.(address, (wasHeld) => {
      const lastedMs = wasHeld ? performance.now() - held.openedAtMs : 0
      held.close = undefined
      held.waitMs = waitAfterMs(held.waitMs, lastedMs)
      held.again = setTimeout(() => this.#open(held), held.waitMs)
      if (wasHeld) this.#onLost(id)
    })
  }

  #release(targetId: string): void {
    const held = this.#held.get(targetId)
    if (held === undefined) return
    this.#held.delete(targetId)
    clearTimeout(held.again)
    held.close?.()
  }
}

/**
 * How long to wait before a connection is opened again: twice as long each time, anew from the first wait when the
 * connection has lasted longer than that. So nobody is connected to more often than he lets a connection stand.
 */
export function waitAfterMs(waitedMs: number, lastedMs: number): number {
  const doubledMs = Math.min(MAX_WAIT_MS, 2 * waitedMs)
  return lastedMs > doubledMs ? FIRST_WAIT_MS : doubledMs
}
