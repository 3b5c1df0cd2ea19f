// What happens at an hour of the day rather than after a probe: the only user of node-cron.
import { createTask, schedule as cron, type ScheduledTask } from 'node-cron'
import type { WindowFact } from '../answer/failback.ts'
import type { Log } from '../log.ts'
import type { TimeWindow } from '../zone/zone.ts'
import type { Observer } from './observer.ts'

export interface Job {
  readonly name: string
  /** Five fields, local time: minute, hour, day of month, month, day of week. */
  readonly when: string
  readonly run: () => void | Promise<void>
}

/** Runs each job at its hours, never twice at once. A job that fails is logged and runs again at its next hour. */
export function startSchedule(
  jobs: readonly Job[],
  log: Log,
  observer?: Pick<Observer, 'ran'>,
): { stop(): void } {
  const tasks = jobs.map(
    ({ name, when, run }): ScheduledTask =>
      cron(
        when,
        async () => {
          try {
            await run()
            log.info({ job: name }, 'job done')
            observer?.ran({ job: name, result: 'done' })
          } catch (error) {
            log.error({ job: name, err: error }, 'job failed')
            observer?.ran({ job: name, result: 'failed' })
          }
        },
        { name, noOverlap: true },
      ),
  )
  return {
    stop: () => {
      for (const task of tasks) void task.destroy()
    },
  }
}

/** The openings of one window, as node-cron sees them. */
export interface Openings {
  /** The last one that is not over at `nowMs`; wall clock ms. */
  lastMs(nowMs: number): number | undefined
  nextMs(): number | undefined
  stop(): void
}

/** Calls `opened` whenever the window opens, also after a sleep of the machine that it opened in. */
export function watchWindow(window: TimeWindow, opened: (atMs: number) => void): Openings {
  const options = { name: `window ${window.when}`, suppressMissedWarning: true }
  const task = cron(window.when, ({ date }) => opened(date.getTime()), options)
  task.on('execution:missed', ({ date }) => opened(date.getTime()))
  return {
    lastMs: (nowMs) => lastOpening(task, window, nowMs),
    nextMs: () => task.getNextRun()?.getTime(),
    stop: () => void task.destroy(),
  }
}

/** What the clock said, or will say, of a window at any moment; nothing is watched for it. */
export function windowFactAt(window: TimeWindow, atMs: number): WindowFact {
  const task = createTask(window.when, () => undefined)
  try {
    const openedMs = lastOpening(task, window, atMs)
    const opensAtMs = nextOpening(task, window, atMs)
    return { openUntilMs: openedMs === undefined ? undefined : openedMs + window.lengthMs, opensAtMs }
  } finally {
    void task.destroy()
  }
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** Looks back over as many minutes as the window is long, or seconds when it has a field for them. */
function lastOpening(task: ScheduledTask, { when, lengthMs }: TimeWindow, nowMs: number): number | undefined {
  const hasSeconds = when.split(' ').length > 5
  const stepMs = hasSeconds ? SECOND_MS : MINUTE_MS
  const newest = Math.floor(nowMs / stepMs) * stepMs
  for (let atMs = newest; atMs > nowMs - lengthMs; atMs -= stepMs) if (task.match(new Date(atMs))) return atMs
  return undefined
}

/** Of a window that opens more seldom nobody needs to know so early. */
const MAX_STEPS_AHEAD = 8 * 24 * 60

function nextOpening(task: ScheduledTask, { when }: TimeWindow, atMs: number): number | undefined {
  const stepMs = when.split(' ').length > 5 ? SECOND_MS : MINUTE_MS
  const first = (Math.floor(atMs / stepMs) + 1) * stepMs
  for (let step = 0; step < MAX_STEPS_AHEAD; step++) {
    const opensMs = first + step * stepMs
    if (task.match(new Date(opensMs))) return opensMs
  }
  return undefined
}
