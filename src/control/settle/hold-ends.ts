// Which targets are held down for flapping, and until when: a hold ends by the clock, and nothing else tells that it has.
import { isHeld } from '../../health/flap.ts'
import type { Verdict } from '../../health/verdict.ts'

export class HoldEnds {
  /** By target id; those that are over are forgotten with the next verdict of their target. */
  readonly #held = new Map<string, Verdict['damping']>()

  constructor(verdicts: Iterable<readonly [string, Verdict]>, nowMs: number) {
    for (const [id, verdict] of verdicts) this.follow(id, verdict, nowMs)
  }

  follow(id: string, { damping }: Verdict, nowMs: number): void {
    if (isHeld(damping, nowMs)) this.#held.set(id, damping)
    else this.#held.delete(id)
  }

  /** Less by one with each end. */
  standing(nowMs: number): number {
    let standing = 0
    for (const damping of this.#held.values()) if (isHeld(damping, nowMs)) standing++
    return standing
  }
}
