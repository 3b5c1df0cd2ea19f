// What happens at an hour of the day rather than after a probe: the only user of node-cron.
import { schedule as cron, type ScheduledTask } from 'node-cron'
import type { Log } from '../log.ts'

export interface Job {
  readonly name: string
  /** Five fields, local time: minute, hour, day of month, month, day of week. */
  readonly when: string
  readonly run: () => void | Promise<void>
}

/** Runs each job at its hours, never twice at once. A job that fails is logged and runs again at its next hour. */
export function startSchedule(jobs: readonly Job[], log: Log): { stop(): void } {
  const tasks = jobs.map(
    ({ name, when, run }): ScheduledTask =>
      cron(
        when,
        async () => {
          try {
            await run()
            log.info({ job: name }, 'job done')
          } catch (error) {
            log.error({ job: name, err: error }, 'job failed')
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
