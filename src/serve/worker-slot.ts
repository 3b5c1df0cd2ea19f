// The place of one worker: keeps a thread in it, starts another with the current book when one dies, and nothing else.

import type { ServingEvent } from './event.ts'
import { MAX_RESTART_MS, MIN_RESTART_MS, STEADY_AFTER_MS, STUCK_AFTER_BEATS } from './limits.ts'
import type { ServingProblem } from './problem.ts'
import { WorkerThread } from './worker-thread.ts'

export interface SlotPlan {
  /** As the log names it: `udp 127.0.0.1:53 #1`. */
  readonly name: string
  readonly entry: URL
  /** The job of a thread that starts now: with the book of now. */
  readonly job: () => object
  readonly ticks: () => number
  readonly onEvent: (event: ServingEvent) => void
}

export class WorkerSlot {
  readonly #plan: SlotPlan
  #thread: WorkerThread | undefined
  #startedMs = 0
  #deaths = 0
  #restart: NodeJS.Timeout | undefined
  #stopping = false
  #lastTicks = -1
  #silentBeats = 0

  constructor(plan: SlotPlan) {
    this.#plan = plan
  }

  /** Resolves when its sockets are bound, or with the reason why not; only then is it kept alive. */
  async start(): Promise<ServingProblem | { died: string } | undefined> {
    const thread = this.#launch()
    const outcome = await thread.started
    if (outcome === undefined) {
      this.#watch(thread)
      return undefined
    }
    const reason = await thread.ended
    this.#thread = undefined
    return outcome === 'died' ? { died: reason } : outcome
  }

  post(book: unknown): void {
    this.#thread?.post(book)
  }

  tell(message: unknown): void {
    this.#thread?.tell(message)
  }

  /** Call once per BEAT_MS: a thread that shows no sign of life for STUCK_AFTER_BEATS beats is replaced. */
  beat(): void {
    const ticks = this.#plan.ticks()
    this.#silentBeats = ticks === this.#lastTicks && this.#thread ? this.#silentBeats + 1 : 0
    this.#lastTicks = ticks
    if (this.#silentBeats < STUCK_AFTER_BEATS) return
    this.#silentBeats = 0
    this.#plan.onEvent({ event: 'worker-stuck', worker: this.#plan.name })
    void this.#thread?.terminate()
  }

  /** Resolves when the thread has ended; it sees the control block's stop flag by itself. */
  async stopped(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#restart)
    await this.#thread?.ended
  }

  async terminate(): Promise<void> {
    if (!this.#thread) return
    this.#plan.onEvent({ event: 'worker-terminated', worker: this.#plan.name })
    await this.#thread.terminate()
  }

  #launch(): WorkerThread {
    this.#startedMs = performance.now()
    this.#thread = new WorkerThread(this.#plan.entry, this.#plan.name, this.#plan.job())
    return this.#thread
  }

  #watch(thread: WorkerThread): void {
    void thread.ended.then((reason) => {
      this.#thread = undefined
      if (!this.#stopping) this.#scheduleRestart(reason)
    })
  }

  #scheduleRestart(reason: string): void {
    const lifeMs = performance.now() - this.#startedMs
    this.#deaths = lifeMs > STEADY_AFTER_MS ? 0 : this.#deaths + 1
    const restartMs = Math.min(MAX_RESTART_MS, MIN_RESTART_MS * 2 ** this.#deaths)
    this.#plan.onEvent({ event: 'worker-died', worker: this.#plan.name, reason, restartMs })
    this.#restart = setTimeout(() => void this.#relaunch(), restartMs)
  }

  async #relaunch(): Promise<void> {
    const failure = await this.start()
    if (failure === undefined) {
      this.#plan.onEvent({ event: 'worker-restarted', worker: this.#plan.name })
    } else if (!this.#stopping) {
      this.#scheduleRestart('died' in failure ? failure.died : failure.sentence)
    }
  }
}
