// Long work of the main thread in slices of a few milliseconds: a probe that ends, a verdict, a question to the API go in between.
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Of the event loop at a time; a step of the work takes far less. */
const SLICE_MS = 4

/**
 * `steps` may be gone through to its end at once, too: what it works on must hold over a pause. `isWorthwhile` is asked
 * after each pause; undefined: it was not any more.
 */
export function inSlices<Result>(steps: Generator<void, Result>): Promise<Result>
export function inSlices<Result>(
  steps: Generator<void, Result>,
  isWorthwhile: () => boolean,
): Promise<Result | undefined>
export async function inSlices<Result>(
  steps: Generator<void, Result>,
  isWorthwhile: () => boolean = () => true,
): Promise<Result | undefined> {
  let pauseAtMs = performance.now() + SLICE_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() < pauseAtMs) continue
    await nextTurn()
    if (!isWorthwhile()) return undefined
    pauseAtMs = performance.now() + SLICE_MS
  }
}

export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
