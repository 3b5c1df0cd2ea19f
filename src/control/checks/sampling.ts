// Which outcomes become samples of the latency history: of each target one a minute, and of many targets in turn.
import type { Sample } from '../../store/samples.ts'
import type { TargetVerdict } from '../../store/verdicts.ts'

const SAMPLE_EVERY_MS = 60_000
/** With one choice a second 600 targets have a sample a minute, 10 000 one in 17; in a week 6 million rows. */
export const MAX_SAMPLES_AT_ONCE = 10
/** Targets whose last sample is remembered; one that is forgotten has its next a little early. */
const MAX_REMEMBERED = 65_536

export class Sampling {
  /** Wall clock ms of the last sample; whoever was sampled longest ago stands first. */
  readonly #lastMs = new Map<string, number>()

  /** Of those that are written anyway; first come those that have waited longest. */
  choose(written: readonly TargetVerdict[]): readonly Sample[] {
    const due = written.flatMap((one) => this.#sampleOf(one) ?? [])
    due.sort((a, b) => this.#sampledMs(a) - this.#sampledMs(b))
    const chosen = due.slice(0, MAX_SAMPLES_AT_ONCE)
    for (const sample of chosen) this.#remember(sample)
    return chosen
  }

  #sampleOf({ target, verdict: { last, lastAtMs } }: TargetVerdict): Sample | undefined {
    if (last === undefined || lastAtMs === undefined) return undefined
    const lastMs = this.#lastMs.get(target)
    // A clock that was set back must not end the history for as long.
    if (lastMs !== undefined && Math.abs(lastAtMs - lastMs) < SAMPLE_EVERY_MS) return undefined
    return { target, atMs: lastAtMs, latencyMs: last.latencyMs, ending: last.ending }
  }

  #sampledMs({ target }: Sample): number {
    return this.#lastMs.get(target) ?? 0
  }

  #remember({ target, atMs }: Sample): void {
    this.#lastMs.delete(target)
    this.#lastMs.set(target, atMs)
    for (const oldest of this.#lastMs.keys()) {
      if (this.#lastMs.size <= MAX_REMEMBERED) return
      this.#lastMs.delete(oldest)
    }
  }
}
