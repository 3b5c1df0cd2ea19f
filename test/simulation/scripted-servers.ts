// The servers of a simulated world: what each one does to a probe, and since when it has been so.
import type { Outcome } from '../../src/health/outcome.ts'
import type { Hold, Probe, Run } from '../../src/probe/probe.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Slow ones still answer before any timeout= that a world has. */
export type Condition = 'well' | 'slow' | 'refusing' | 'silent'

export const SLOW_MS = 90
const LATENCY_MS: Readonly<Record<Condition, number>> = { well: 30, slow: SLOW_MS, refusing: 2, silent: 0 }

const ROUNDS = 2
/** How long a connection to a silent address is waited for. */
const CONNECT_MS = 2000

export interface Server {
  readonly condition: Condition
  /** Since when it has answered every probe, or none. */
  readonly sinceMs: number
}

export function serves(condition: Condition): boolean {
  return condition === 'well' || condition === 'slow'
}

/** A server is an address with a port: `192.0.2.1:80`. */
export class ScriptedServers {
  readonly #time: VirtualTime
  readonly #servers = new Map<string, Server>()
  readonly #startedMs = new Map<string, number>()
  /** Nobody can be reached, whatever he is like. */
  #isPartitioned = false
  #partitionMs = 0
  #asked = 0
  /** Connections that are held, by whom their end is told, and to whom. */
  readonly #held = new Map<Parameters<Hold>[1], string>()
  /** Probes under way, and whom they ask. */
  readonly #open = new Map<(ending: Outcome['ending']) => void, string>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  set(name: string, condition: Condition): void {
    const before = this.#own(name)
    const sinceMs = serves(before.condition) === serves(condition) ? before.sinceMs : this.#time.nowMs
    this.#servers.set(name, { condition, sinceMs })
    // A process that dies loses its connections; one that hangs keeps them.
    if (condition === 'refusing') this.closeHeld(name)
  }

  partition(isPartitioned: boolean): void {
    if (this.#isPartitioned !== isPartitioned) this.#partitionMs = this.#time.nowMs
    this.#isPartitioned = isPartitioned
  }

  /** Their ends arrive a moment later; not at all while nobody can be reached. */
  closeHeld(name: string): void {
    if (this.#isPartitioned) return
    for (const [onEnd, server] of this.#held)
      if (server === name)
        setTimeout(() => {
          if (this.#held.delete(onEnd)) onEnd(true)
        }, 1)
  }

  /** As it is seen from here. */
  of(name: string): Server {
    const own = this.#own(name)
    if (this.#isPartitioned) {
      const sinceMs = serves(own.condition) ? this.#partitionMs : Math.min(own.sinceMs, this.#partitionMs)
      return { condition: 'silent', sinceMs }
    }
    return serves(own.condition) ? { ...own, sinceMs: Math.max(own.sinceMs, this.#partitionMs) } : own
  }

  /** Ends all probes that are under way; who is silent stays so. */
  giveUp(): void {
    for (const [end, name] of this.#open) if (this.of(name).condition !== 'silent') end('closed')
  }

  /** Who asked lives no more. */
  forgetOpen(): void {
    this.#open.clear()
    this.#held.clear()
  }

  /** How many probes have begun. */
  get asked(): number {
    return this.#asked
  }

  /** When its last probe began. */
  startedMs(name: string): number {
    return this.#startedMs.get(name) ?? 0
  }

  /** What takes the place of the probe types: they ask these servers, over no network. */
  probeOf(type: string): Probe {
    return {
      type,
      optionNames: ['port', 'hold'],
      configure: ({ port, hold }) => ({
        ok: true,
        run: (address, signal) => this.#ask(`${address}:${port}`, signal),
        ...(hold === 'yes' ? { hold: (address, onEnd) => this.#hold(`${address}:${port}`, onEnd) } : {}),
      }),
    }
  }

  async #ask(name: string, signal: Parameters<Run>[1]): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const begunMs = this.#time.nowMs
    const end = (ending: Outcome['ending']): void => {
      this.#open.delete(end)
      resolve({ ending, detail: '', latencyMs: this.#time.nowMs - begunMs })
    }
    this.#open.set(end, name)
    this.#startedMs.set(name, begunMs)
    this.#asked++
    signal.addEventListener('abort', () => end('timeout'))
    const { condition } = this.of(name)
    if (condition === 'silent') return promise
    const answer = (): void => {
      const now = this.of(name)
      if (now.condition === 'refusing') end('refused')
      else if (serves(condition) && serves(now.condition) && now.sinceMs <= begunMs) end('ok')
      else if (condition === 'refusing') end('refused')
    }
    // In two rounds, as of a handshake: who stands still during the first has not read the second in time.
    const roundMs = LATENCY_MS[condition] / ROUNDS
    setTimeout(() => setTimeout(answer, roundMs), roundMs)
    return promise
  }

  #hold(name: string, onEnd: Parameters<Hold>[1]): ReturnType<Hold> {
    const { condition } = this.of(name)
    let ring: NodeJS.Timeout | undefined
    if (serves(condition)) this.#held.set(onEnd, name)
    else ring = setTimeout(() => onEnd(false), condition === 'refusing' ? 1 : CONNECT_MS)
    return () => {
      clearTimeout(ring)
      this.#held.delete(onEnd)
    }
  }

  #own(name: string): Server {
    return this.#servers.get(name) ?? { condition: 'well', sinceMs: 0 }
  }
}
