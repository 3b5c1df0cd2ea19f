// Watches for how long the event loop keeps its timers waiting: while it does, no probe begins or ends.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const LOOK_EVERY_MS = 1000
/** Of the timer that is measured; its own interval is no delay. */
const RESOLUTION_MS = 10
const NS_PER_MS = 1e6

/** Tells once a second the longest delay since the last time; returns how to stop. */
export function watchLoopDelay(tell: (delayMs: number) => void): () => void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  const timer = setInterval(() => {
    const longestMs = delays.count === 0 ? 0 : delays.max / NS_PER_MS
    tell(Math.max(0, longestMs - RESOLUTION_MS))
    delays.reset()
  }, LOOK_EVERY_MS).unref()
  return () => {
    clearInterval(timer)
    delays.disable()
  }
}
