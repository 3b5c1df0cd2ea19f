// What the database needs every night: what is too old is forgotten, the file kept in shape, a backup made.
import { randomInt } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { assertWritable, type BackupFolder, backUpInto } from './desk/backup.ts'
import type { Job } from './schedule.ts'

export interface UpkeepParts {
  readonly store: Store
  readonly config: Pick<Config, 'historyMs' | 'samplesMs' | 'backup'>
  readonly log: Log
}

/** At an odd minute, so that not all nodes of a company do it at once. */
export function nightlyJobs({ store, config, log }: UpkeepParts): Job[] {
  const minute = randomInt(60)
  const upkeep = async (): Promise<void> => {
    const { historyMs, samplesMs } = config
    const forgotten = historyMs === undefined ? 0 : await forgetHistory(store, Date.now() - historyMs)
    if (forgotten > 0) log.info({ transitions: forgotten }, 'old history forgotten')
    if (historyMs !== undefined) await forgetPast(store, Date.now() - historyMs)
    const samples = await forgetSamples(store, Date.now() - samplesMs)
    if (samples > 0) log.info({ samples }, 'old samples of latency forgotten')
    while (store.isOpen && store.shrink()) await turn()
    if (store.isOpen) store.optimize()
  }
  const { backup } = config
  return [
    { name: 'database upkeep', when: `${minute} 3 * * *`, run: upkeep },
    ...(backup === undefined ? [] : [backupJob(store, backup, minute, log)]),
  ]
}

/** A folder that cannot be written to is told at once, not only at night. */
function backupJob(store: Store, backup: BackupFolder, minute: number, log: Log): Job {
  try {
    assertWritable(backup.folder)
  } catch (error) {
    log.error({ err: error, folder: backup.folder }, 'no backup can be written to this folder')
  }
  const run = async (): Promise<void> =>
    log.info({ file: await backUpInto(store, backup, Date.now()) }, 'backup made')
  return { name: 'backup', when: `${minute} 4 * * *`, run }
}

/** Gives way to probes between steps; resolves to how many transitions were forgotten. Ends early when the store is closed meanwhile. */
export async function forgetHistory(store: Store, beforeMs: number): Promise<number> {
  let forgotten = 0
  while (store.isOpen) {
    const step = store.history.forgetBefore(beforeMs)
    if (step === 0) break
    forgotten += step
    await turn()
  }
  return forgotten
}

/** What the history that is left does not need to be explained. */
export async function forgetPast(store: Store, beforeMs: number): Promise<void> {
  while (store.isOpen && store.forgetPast(beforeMs)) await turn()
}

/**
 * Resolves to how many samples were forgotten; other work goes on between two targets. Ends early when the store is closed
 * meanwhile.
 */
export async function forgetSamples(store: Store, beforeMs: number): Promise<number> {
  let forgotten = 0
  if (!store.isOpen) return forgotten
  for (
    let target = store.samples.targetAfter('');
    target !== undefined;
    target = store.samples.targetAfter(target)
  ) {
    forgotten += store.samples.removeOlder(target, beforeMs)
    await turn()
    if (!store.isOpen) break
  }
  return forgotten
}
