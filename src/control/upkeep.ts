// What the database needs every night: what is too old is forgotten, then the file is kept in shape.
import { randomInt } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { Job } from './schedule.ts'

export interface UpkeepParts {
  readonly store: Store
  readonly config: Pick<Config, 'historyMs'>
  readonly log: Log
}

/** At an odd minute, so that not all nodes of a company do it at once. */
export function nightlyJobs({ store, config, log }: UpkeepParts): Job[] {
  const minute = randomInt(60)
  const upkeep = async (): Promise<void> => {
    const { historyMs } = config
    const forgotten = historyMs === undefined ? 0 : await forgetHistory(store, Date.now() - historyMs)
    if (forgotten > 0) log.info({ transitions: forgotten }, 'old history forgotten')
    store.optimize()
  }
  return [{ name: 'database upkeep', when: `${minute} 3 * * *`, run: upkeep }]
}

/** Gives way to probes between steps; resolves to how many transitions were forgotten. */
export async function forgetHistory(store: Store, beforeMs: number): Promise<number> {
  let forgotten = 0
  for (let step = store.forgetHistory(beforeMs); step > 0; step = store.forgetHistory(beforeMs)) {
    forgotten += step
    await turn()
  }
  return forgotten
}
