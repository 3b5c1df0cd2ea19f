// Nobody who is well is asked again and again: a suspicion ends, and so does a doubt.
import assert from 'node:assert/strict'
import { JITTER } from '../../src/health/due.ts'
import type { Timing } from '../../src/health/timing.ts'

/** Out of turn, one after the other: some that were due anyway, some that a suspicion or a doubt asks for. */
const MAX_HURRIED = 10

export class Pace {
  readonly #probes = new Map<string, { readonly startedMs: number; readonly hurried: number }>()

  /** With every good outcome: when its probe began. */
  note(id: string, startedMs: number, { everyMs }: Timing): void {
    const before = this.#probes.get(id)
    const isHurried = before !== undefined && startedMs - before.startedMs < everyMs * (1 - JITTER) - 1
    const hurried = isHurried ? before.hurried + 1 : 0
    this.#probes.set(id, { startedMs, hurried })
    assert.ok(hurried <= MAX_HURRIED, `${id} is well, and was probed ${hurried} times out of turn`)
  }

  /** A failure is good reason to hurry. */
  forget(id: string): void {
    this.#probes.delete(id)
  }
}
