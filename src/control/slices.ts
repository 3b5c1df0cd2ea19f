// Long work of the main thread in slices of a few milliseconds: a probe that ends, a verdict, a question to the API go in between.
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Of the event loop at a time; a step of the work takes far less. */
const SLICE_MS = 4

/** `steps` may be gone through to its end at once, too: what it works on must hold over a pause. */
export async function inSlices<Result>(steps: Generator<void, Result>): Promise<Result> {
  let pauseAtMs = performance.now() + SLICE_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() < pauseAtMs) continue
    await nextTurn()
    pauseAtMs = performance.now() + SLICE_MS
  }
}

export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
