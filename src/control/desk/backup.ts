// Copies of the database while it is in use: for a person who asks, and every night into a folder that keeps the newest.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileStamp } from '../../store/file-stamp.ts'
import { StoreFault } from '../../store/problem.ts'
import type { Store } from '../../store/store.ts'
import type { BackupReport, OperatorProblem } from '../operator.ts'

/** Files that are being written, so that two requests never write the same one. */
type UnderWay = Set<string>

/** Nothing that is there is overwritten: a mistyped path costs no file. `nowMs`: wall clock. */
export async function backUp(
  store: Store,
  underWay: UnderWay,
  file: string,
  nowMs: number,
): Promise<BackupReport | OperatorProblem> {
  if (!isAbsolute(file)) return refused('bad-request', `${file} is no absolute path`)
  if (existsSync(file) || underWay.has(file))
    return refused('conflict', `${file} is there already: name another file, or remove it first`)
  underWay.add(file)
  try {
    await store.backup(file)
    return { file, octets: statSync(file).size, atMs: nowMs }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return refused('unavailable', error.problem.sentence)
  } finally {
    underWay.delete(file)
  }
}

function refused(code: OperatorProblem['problem']['code'], sentence: string): OperatorProblem {
  return { problem: { code, sentence } }
}

export interface BackupFolder {
  /** Absolute; made when it is missing. */
  readonly folder: string
  /** How many of the newest stay. */
  readonly keep: number
}

const OURS = /^failover-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z\.db$/
/** What a process has left that was killed over it. */
const LEFT_OVER = /^failover-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z\.db\.part(?:-journal|-wal|-shm)?$/

/** Resolves to the new file. Throws when it cannot be written; the older ones are all there then. */
export async function backUpInto(
  store: Store,
  { folder, keep }: BackupFolder,
  nowMs: number,
): Promise<string> {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (LEFT_OVER.test(name)) rmSync(join(folder, name))
  const file = join(folder, `failover-${fileStamp(nowMs)}.db`)
  await store.backup(file)
  const made = readdirSync(folder).filter((name) => OURS.test(name))
  for (const name of made.sort().slice(0, -keep)) rmSync(join(folder, name))
  return file
}

/** When the newest backup of the folder was made, wall clock ms; undefined: there is none, or it cannot be read. */
export function newestBackupMs(folder: string): number | undefined {
  try {
    const newest = readdirSync(folder)
      .filter((name) => OURS.test(name))
      .sort()
      .at(-1)
    return newest === undefined ? undefined : statSync(join(folder, newest)).mtimeMs
  } catch {
    return undefined
  }
}

/** Throws what the file system says when no backup could be written there. */
export function assertWritable(folder: string): void {
  mkdirSync(folder, { recursive: true })
  accessSync(folder, constants.W_OK)
}
