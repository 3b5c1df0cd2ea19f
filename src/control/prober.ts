// Probes the targets: each by its schedule, and sooner while a failure has to be confirmed.
import { confirmWithinMs } from '../health/next-probe.ts'
import type { Outcome } from '../health/outcome.ts'
import type { Target } from '../health/target.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Log } from '../log.ts'
import { probeOf } from '../probe/index.ts'
import { CheckLoop } from './check-loop.ts'

export interface ProberOptions {
  readonly log: Log
  readonly onOutcome: (targetId: string, outcome: Outcome) => void
}

export class Prober {
  readonly #log: Log
  readonly #loop: CheckLoop

  constructor({ log, onOutcome }: ProberOptions) {
    this.#log = log
    this.#loop = new CheckLoop({ onOutcome })
  }

  setTargets(targets: Iterable<Target>): void {
    const probed = [...targets].flatMap((target) => {
      const configured = probeOf(target.type)?.configure(target.options)
      if (configured?.ok === true) return [{ ...target, run: configured.run }]
      this.#log.error({ target: target.id, problems: configured?.problems }, 'target cannot be probed')
      return []
    })
    this.#loop.setTargets(probed)
  }

  /** What is to be done about a target after its outcome was judged. */
  follow(target: Target, verdict: Verdict): void {
    const withinMs = confirmWithinMs(verdict, target.timing)
    if (withinMs !== undefined) this.#loop.probeWithin(target.id, withinMs)
  }

  /** Monotonic ms, as performance.now(). */
  nextDueMs(targetId: string): number | undefined {
    return this.#loop.nextDueMs(targetId)
  }

  stop(): void {
    this.#loop.stop()
  }
}
