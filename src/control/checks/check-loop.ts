// The check loop: probes every target when it is due, with one timer for all and never two probes of one at once.
//
//              due                free slot              settled: onOutcome
//   waiting ---------> queued -------------> running -----------------------> waiting
//     |  ^                                    |   ^ |
//     +--+ long overdue: respread, once       +---+ | deadline, and we were in time: abort
//                  deadline, and we were late or stood still before: grace, once
//
// A failure during which we stood still is not told: the target is probed again at once, and that outcome counts.
//
// A target that reports by itself is put off while there is nothing to be learned.
//
// The heap holds waiting entries by their due time and running ones by their deadline.
import { performance } from 'node:perf_hooks'
import { Heap } from '../../health/heap.ts'
import { isGood, type Outcome } from '../../health/outcome.ts'
import { asksTheSame } from '../../health/target.ts'
import { Alarm } from './check-alarm.ts'
import {
  advance,
  ask,
  askedMs,
  type Entry,
  followingDueMs,
  newEntry,
  type ProbedTarget,
  putOff,
  type Running,
} from './check-entry.ts'
import { Pulse } from './pulse.ts'

export const MAX_IN_FLIGHT = 1024
/** Bounds how long one tick keeps others from the thread. */
const MAX_STARTS_PER_TICK = 128
/** A deadline read later than this says that our own loop stood still, and nothing about the target. */
export const LATE_TOLERANCE_MS = 20
/** How long a probe may take to settle after its abort before its slot is taken back. */
const ABORT_TOLERANCE_MS = 1_000

export interface CheckLoopOptions {
  /** At every end of a probe; times are those of `now`. */
  readonly onOutcome: (targetId: string, outcome: Outcome, startedAtMs: number) => void
  /** At every start of a probe that follows its schedule: how late it is. */
  readonly onStart?: ((lateMs: number) => void) | undefined
  /** Monotonic ms. */
  readonly now?: () => number
  readonly maxInFlight?: number
  readonly pulse?: Pulse
}

export class CheckLoop {
  readonly #onOutcome: CheckLoopOptions['onOutcome']
  readonly #onStart: CheckLoopOptions['onStart']
  readonly #now: () => number
  readonly #maxInFlight: number
  readonly #alarm: Alarm
  readonly #pulse: Pulse
  readonly #entries = new Map<string, Entry>()
  readonly #heap = new Heap<Entry>()
  readonly #queue = new Set<Entry>()
  #inFlight = 0

  constructor({
    onOutcome,
    onStart,
    now = () => performance.now(),
    maxInFlight = MAX_IN_FLIGHT,
    pulse = new Pulse(now),
  }: CheckLoopOptions) {
    this.#onOutcome = onOutcome
    this.#onStart = onStart
    this.#now = now
    this.#maxInFlight = maxInFlight
    this.#alarm = new Alarm(now, () => this.#tick())
    this.#pulse = pulse
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Unchanged targets keep their schedule; the running probe of a removed or changed one is aborted and forgotten. */
  setTargets(targets: readonly ProbedTarget[]): void {
    const wanted = new Map(targets.map((target) => [target.id, target]))
    for (const entry of this.#entries.values()) {
      const target = wanted.get(entry.target.id)
      if (target !== undefined && asksTheSame(target, entry.target)) entry.target = target
      else this.#remove(entry)
    }
    const nowMs = this.#now()
    for (const target of wanted.values()) if (!this.#entries.has(target.id)) this.#add(target, nowMs)
    this.#pulse.start()
    this.#startQueued()
    this.#arm()
  }

  /** The next probe starts within so many ms; during a run, so many after its end. False: no such target. */
  probeWithin(id: string, withinMs: number): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined) return false
    if (entry.running !== undefined) entry.followWithinMs = Math.min(entry.followWithinMs, withinMs)
    else if (!this.#queue.has(entry)) {
      entry.dueMs = Math.min(entry.dueMs, askedMs(entry, withinMs, this.#now()))
      this.#heap.put(entry, entry.dueMs)
      this.#arm()
    }
    return true
  }

  /** When the next probe of the target starts, in the monotonic ms of `now`; a running one is not the next. */
  nextDueMs(id: string): number | undefined {
    const entry = this.#entries.get(id)
    if (entry === undefined) return undefined
    return entry.running === undefined ? entry.dueMs : followingDueMs(entry, this.#now())
  }

  /** Aborts what is running; no outcome comes after it. */
  stop(): void {
    this.setTargets([])
    this.#alarm.clear()
    this.#pulse.stop()
  }

  #add(target: ProbedTarget, nowMs: number): void {
    const entry = newEntry(target, nowMs)
    this.#entries.set(target.id, entry)
    this.#heap.put(entry, entry.dueMs)
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.target.id)
    this.#heap.remove(entry)
    this.#queue.delete(entry)
    const running = entry.running
    if (running === undefined) return
    this.#release(entry)
    running.abort.abort('no longer wanted')
  }

  #arm(): void {
    const first = this.#heap.first()
    if (first !== undefined) this.#alarm.set(first.atMs)
  }

  #tick(): void {
    const nowMs = this.#now()
    for (let first = this.#heap.first(); first !== undefined; first = this.#heap.first()) {
      if (first.atMs > nowMs) break
      if (first.running !== undefined) this.#atDeadline(first, first.running, nowMs)
      else if (putOff(first, nowMs)) this.#heap.put(first, first.dueMs)
      else {
        this.#heap.remove(first)
        this.#queue.add(first)
      }
    }
    this.#startQueued()
    this.#arm()
  }

  /** In the order in which they fell due, as many as there are slots. */
  #startQueued(): void {
    let starts = 0
    for (const entry of this.#queue) {
      if (this.#inFlight >= this.#maxInFlight) return
      if (starts++ === MAX_STARTS_PER_TICK) {
        this.#alarm.set(this.#now())
        return
      }
      this.#queue.delete(entry)
      this.#start(entry)
    }
  }

  #start(entry: Entry): void {
    const before = this.#pulse.read()
    const running: Running = { startedAtMs: this.#now(), abort: new AbortController(), graced: false, before }
    entry.running = running
    this.#onStart?.(Math.max(0, running.startedAtMs - entry.dueMs + entry.movedMs))
    entry.begunMs = running.startedAtMs
    this.#inFlight++
    this.#heap.put(entry, running.startedAtMs + entry.target.timing.timeoutMs)
    void ask(entry.target, running.abort.signal).then((outcome) => this.#settle(entry, running, outcome))
  }

  #atDeadline(entry: Entry, running: Running, nowMs: number): void {
    const stalledMs = this.#pulse.read().stalledMs - running.before.stalledMs
    // Who stood still and woke up just in time for the deadline was late for the answer all the same.
    const lateMs = Math.max(nowMs - entry.atMs, stalledMs)
    if (running.abort.signal.aborted) {
      this.#settle(entry, running, { ending: 'error', detail: 'the probe did not stop', latencyMs: 0 })
    } else if (lateMs > LATE_TOLERANCE_MS && !running.graced) {
      running.graced = true
      this.#heap.put(entry, nowMs + Math.min(lateMs, entry.target.timing.timeoutMs))
    } else {
      this.#heap.put(entry, nowMs + ABORT_TOLERANCE_MS)
      running.abort.abort('timed out')
    }
  }

  #settle(entry: Entry, running: Running, outcome: Outcome): void {
    if (entry.running !== running) return
    const nowMs = this.#now()
    const timedOut = running.abort.signal.aborted
    const { stalledMs, pauses } = this.#pulse.read()
    // The grace has made up for the pause already.
    const isOurs = pauses > running.before.pauses && !(timedOut && running.graced)
    const isExcused = isOurs && !isGood(outcome) && !entry.excused
    entry.excused = isExcused
    if (isExcused) entry.followWithinMs = 0
    this.#release(entry)
    advance(entry, nowMs)
    this.#heap.put(entry, entry.dueMs)
    this.#startQueued()
    this.#arm()
    if (isExcused) return
    const tookMs = timedOut ? nowMs - running.startedAtMs : outcome.latencyMs
    const latencyMs = Math.max(0, tookMs - (stalledMs - running.before.stalledMs))
    const { ending, detail } = outcome
    this.#onOutcome(
      entry.target.id,
      { ending: timedOut ? 'timeout' : ending, detail, latencyMs },
      running.startedAtMs,
    )
  }

  #release(entry: Entry): void {
    entry.running = undefined
    this.#inFlight--
  }
}
