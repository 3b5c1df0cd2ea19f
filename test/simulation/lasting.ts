// What has lasted for so long has lasted for so long still, whoever restarts us or sets our clock.
import assert from 'node:assert/strict'
import type { Verdict } from '../../src/health/verdict.ts'

interface Change {
  readonly state: Verdict['state']
  /** Virtual monotonic ms; undefined while it has not changed before our eyes. */
  readonly atMs: number | undefined
  readonly hold: Hold
}

type Hold = NonNullable<Verdict['damping']>['hold']

/** A clock that was set by less than this is not said to have been set; and a tick. */
const TOLERANCE_MS = 1100

export class Lasting {
  readonly #changes = new Map<string, Change>()

  /** With every verdict, when it is made. */
  note(id: string, { state, damping }: Verdict, nowMs: number): void {
    const before = this.#changes.get(id)
    const hasChanged = before !== undefined && before.state !== state
    // A hold is remembered beyond its end, for the next may be longer for it.
    const hold = damping?.hold ?? before?.hold
    this.#changes.set(id, { state, atMs: hasChanged ? nowMs : before?.atMs, hold })
  }

  /** When nobody can know by how much the clock was set, or other rules hold. */
  clear(): void {
    this.#changes.clear()
  }

  /** Of the verdicts as they are, when the clocks are known to have been read. */
  check(verdicts: ReadonlyMap<string, Verdict>, nowMs: number): void {
    for (const [id, { state, atMs, hold }] of this.#changes) {
      const verdict = verdicts.get(id)
      if (atMs === undefined || verdict === undefined || verdict.state !== state) continue
      const offMs = Date.now() - verdict.sinceMs - (nowMs - atMs)
      assert.ok(Math.abs(offMs) <= TOLERANCE_MS, `${id} is said to be ${state} since ${offMs} ms too early`)
      const kept = verdict.damping?.hold
      assert.equal(kept && lengthOf(kept), hold && lengthOf(hold), `the time for which ${id} is held down`)
    }
  }
}

function lengthOf({ fromMs, untilMs }: NonNullable<Hold>): number {
  return untilMs - fromMs
}
